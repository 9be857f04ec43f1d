// Goes to the marked words where the address does not lead there by itself: within Telegram, which
// needs the fragment for other things, and on a link without one. And takes on Telegram's colours.
"use strict";

(() => {
  const mark = document.getElementById("quote");

  const goToMark = () => {
    if (mark && location.hash !== "#quote") mark.scrollIntoView({ block: "start" });
  };

  const followTelegram = () => {
    const app = window.Telegram && window.Telegram.WebApp;
    if (!app || !app.initData) return;
    document.documentElement.classList.add("telegram");
    app.ready();
    app.expand();
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
