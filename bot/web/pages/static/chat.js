/* What links and forms of the chat page do without it, done without loading the page anew.

   It asks at the same addresses for a part of the page alone, and puts that where it belongs. */

const form = document.getElementById("ask");
const field = document.getElementById("q");
const talk = document.getElementById("talk");
const status = document.getElementById("status");
const MAX_EARLIER = 6;
const SHOW_PROGRESS_AFTER_MS = 250;
// Longer than a question waits in the server, which says itself why it gave up.
const PATIENCE_MS = 25_000;
const TOO_SLOW = "TimeoutError";

const fetchText = async (address, options) => {
  const patience = new AbortController();
  const giveUp = () => patience.abort(new DOMException("nothing came in time", TOO_SLOW));
  const timer = setTimeout(giveUp, PATIENCE_MS);
  const headers = { Accept: "text/html" };
  try {
    const response = await fetch(address, { headers, signal: patience.signal, ...options });
    // Its words are waited for no longer than its beginning.
    return { response, text: await response.text() };
  } finally {
    clearTimeout(timer);
  }
};

const fetchPart = async (address, options = {}) => {
  const { response, text } = await fetchText(address, options);
  const parsed = new DOMParser().parseFromString(text, "text/html");
  const part = parsed.querySelector("body > .turn, body > .votes");
  if (!part) throw new Error(`expected a part of the page, found ${response.status}`);
  return { part: document.adoptNode(part), isKept: response.ok };
};

const say = (text) => {
  status.textContent = "";
  // Two changes at once would be none to a screen reader.
  requestAnimationFrame(() => { status.textContent = text; });
};

const wordsOf = (element) => (element ? element.textContent.replace(/\s+/gu, " ").trim() : "");

const tell = (turn) => {
  const parts = [".remark.weak", ".none, .notice", ".quote blockquote", ".quote .title"];
  say(parts.map((part) => wordsOf(turn.querySelector(part))).filter(Boolean).join(". "));
};

const enhance = (root) => {
  for (const button of root.querySelectorAll(".copy")) button.hidden = false;
};

/* Asking */

const earlier = () => [...form.querySelectorAll('input[name="after"]')];

const remember = (answer) => {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: "after", value: answer });
  const last = earlier().at(-1);
  if (last) last.after(input);
  else form.prepend(input);
  earlier().slice(0, -MAX_EARLIER).forEach((oldest) => oldest.remove());
};

const asking = (question) => {
  const turn = document.createElement("article");
  turn.className = "turn";
  const heading = turn.appendChild(document.createElement("h2"));
  heading.className = "asked";
  heading.appendChild(document.createElement("bdi")).textContent = question;
  const waiting = turn.appendChild(document.createElement("p"));
  waiting.className = "searching";
  const timer = setTimeout(() => {
    waiting.textContent = form.dataset.searching;
    say(form.dataset.searching);
  }, SHOW_PROGRESS_AFTER_MS);
  return { turn, stop: () => clearTimeout(timer) };
};

const failure = (turn, question, why) => {
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.appendChild(document.createElement("p")).textContent = why;
  const again = notice.appendChild(document.createElement("button"));
  Object.assign(again, { type: "button", className: "again", textContent: form.dataset.again });
  again.addEventListener("click", () => {
    if (form.ariaBusy === "true") return;
    turn.remove();
    ask(question);
    // On a phone it would call up the keyboard.
    if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
  });
  turn.querySelector(".searching").replaceWith(notice);
};

const leaveStart = () => {
  if (!document.body.classList.contains("start")) return;
  document.body.classList.remove("start");
  const heading = document.querySelector("h1");
  heading.className = "unseen";
  heading.textContent = talk.getAttribute("aria-label");
  talk.before(heading);
};

const ask = async (question) => {
  const query = new URLSearchParams([...new FormData(form)].filter(([name]) => name === "after"));
  query.append("q", question);
  const address = `/?${query}`;
  leaveStart();
  const { turn, stop } = asking(question);
  talk.append(turn);
  turn.scrollIntoView({ block: "start" });
  form.ariaBusy = "true";
  let shown = turn;
  try {
    const { part, isKept } = await fetchPart(`${address}&part=turn`);
    turn.replaceWith(part);
    enhance(part);
    shown = part;
    if (part.dataset.answer) remember(part.dataset.answer);
    if (isKept) {
      // What was written meanwhile is the next question.
      if (field.value.trim() === question) field.value = "";
      history.replaceState(null, "", address);
      // What hides the answer on a phone is the keyboard.
      if (matchMedia("(hover: none)").matches) field.blur();
    }
  } catch (error) {
    const isTooSlow = error.name === TOO_SLOW;
    failure(turn, question, isTooSlow ? form.dataset.tooSlow : form.dataset.failed);
  } finally {
    stop();
    form.ariaBusy = "false";
  }
  shown.scrollIntoView({ block: "start" });
  tell(shown);
};

form.addEventListener("submit", (event) => {
  const question = field.value.trim();
  event.preventDefault();
  if (question && form.ariaBusy !== "true") ask(question);
});

/* What is done with an answer */

const copy = async (button) => {
  const label = button.querySelector("span");
  const before = label.textContent;
  const quote = button.closest(".quote").querySelector("blockquote");
  try {
    const lines = [wordsOf(quote), button.dataset.source].filter(Boolean);
    await navigator.clipboard.writeText(lines.join("\n"));
    label.textContent = button.dataset.copied;
  } catch {
    // Without https there is no clipboard: the words stand selected.
    getSelection().selectAllChildren(quote);
    label.textContent = button.dataset.failed;
  }
  say(label.textContent);
  setTimeout(() => { label.textContent = before; }, 2000);
};

const showMore = async (link) => {
  const turn = link.closest(".turn");
  const n_shown = turn.querySelectorAll(".quote").length;
  const address = new URL(link.href);
  address.hash = "";
  address.searchParams.append("part", "turn");
  try {
    const { part } = await fetchPart(address);
    const votes = part.querySelector(".votes");
    if (votes) votes.replaceWith(turn.querySelector(".votes"));
    turn.replaceWith(part);
    enhance(part);
    const first = part.querySelectorAll(".quote")[n_shown];
    if (!first) return;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "nearest" });
  } catch {
    location.assign(link.href);
  }
};

const vote = async (votes, button) => {
  const sent = new URLSearchParams(new FormData(votes));
  sent.append("vote", button.value);
  sent.append("part", "votes");
  const position = [...votes.querySelectorAll("button")].indexOf(button);
  const { part } = await fetchPart("/feedback", { method: "POST", body: sent });
  votes.replaceWith(part);
  part.querySelectorAll("button")[position].focus();
  say(wordsOf(part.querySelector(".told")));
};

talk.addEventListener("click", (event) => {
  const button = event.target.closest(".copy");
  if (button) copy(button);
  const link = event.target.closest("a.more");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (link && isPlain) {
    event.preventDefault();
    showMore(link);
  }
});

talk.addEventListener("submit", (event) => {
  event.preventDefault();
  const votes = event.target;
  vote(votes, event.submitter).catch(() => {
    const told = votes.querySelector(".told") ?? votes.appendChild(document.createElement("p"));
    told.className = "told";
    told.textContent = votes.dataset.failed;
    say(votes.dataset.failed);
  });
});

enhance(talk);
if (document.body.classList.contains("start") && matchMedia("(hover: hover)").matches) {
  // Focusing lays the page out anew, which may wait until it is seen.
  new PerformanceObserver((_, seen) => {
    seen.disconnect();
    field.focus();
  }).observe({ type: "paint", buffered: true });
}
