// Goes to the marked words where the address does not lead there by itself: within Telegram, which
// needs the fragment for other things, and on a link without one. Within Telegram the page takes on
// its colours, and has thumbs: there it is known who presses them.
"use strict";

(() => {
  const mark = document.getElementById("quote");

  const goToMark = () => {
    if (mark && location.hash !== "#quote") mark.scrollIntoView({ block: "start" });
  };

  const offerVotes = (initData) => {
    const votes = document.querySelector(".votes");
    if (!votes) return;
    const status = votes.querySelector("[role=status]");
    const buttons = [...votes.querySelectorAll("button")];
    const send = async (pressed) => {
      const vote = pressed.getAttribute("aria-pressed") === "true" ? null : pressed.dataset.vote;
      try {
        const response = await fetch("/mini_app/votes", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ init_data: initData, answer: votes.dataset.answer, vote }),
        });
        if (!response.ok) throw new Error(response.statusText);
        for (const button of buttons) {
          button.setAttribute("aria-pressed", String(button.dataset.vote === vote));
        }
        status.textContent = vote ? status.dataset.thanks : status.dataset.takenBack;
      } catch {
        status.textContent = status.dataset.failed;
      }
    };
    for (const button of buttons) button.addEventListener("click", () => send(button));
    votes.hidden = false;
  };

  const followTelegram = () => {
    const app = window.Telegram && window.Telegram.WebApp;
    if (!app || !app.initData) return;
    document.documentElement.classList.add("telegram");
    app.ready();
    app.expand();
    offerVotes(app.initData);
    goToMark();
  };

  goToMark();
  // Other letters have other widths: what stood at the right place may have moved.
  if (document.fonts) document.fonts.ready.then(goToMark);
  const script = document.getElementById("telegram-script");
  if (script) {
    if (window.Telegram) followTelegram();
    else script.addEventListener("load", followTelegram);
  }
})();
