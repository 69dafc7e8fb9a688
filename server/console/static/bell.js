/* Somebody waits at a kiosk: the bar on top says so (templates/ring.html), and this makes it heard. It rings until
   somebody accepts, in one page of this browser; what is announced to a screen reader is announced once. */
"use strict";

(() => {
  const RING = 3000; // milliseconds from one ring to the next
  const AGREE = 100; // until every page has heard which of them rings
  const MUTE = 10 * 60 * 1000;
  const LOOK = 60000; // so often a page with a bell makes sure that it would hear of a call
  const me = Math.random().toString(36).slice(2);
  const place = document.getElementById("ring-place");
  const said = document.getElementById("ring-said");
  const title = document.title;
  const shown = new Map(); // desktop notifications, by call
  let sound = null, timer = 0, edited = false;

  const calls = () => [...place.querySelectorAll("[data-call]")];
  const loud = () => calls().filter((call) => "loud" in call.dataset);
  const keep = (name, value) => { try { localStorage.setItem(`bell-${name}`, value); } catch { /* private window */ } };
  const kept = (name) => { try { return localStorage.getItem(`bell-${name}`); } catch { return null; } };
  const isOn = () => kept("on") === "yes";
  const isMuted = () => Number(kept("muted")) > Date.now();

  /* --- what is heard ---------------------------------------------------------------------------------------- */

  /* A browser lets a page be heard only after somebody touched it. */
  function wake() {
    if (!isOn()) return;
    sound ??= new AudioContext();
    sound.resume().then(turned, () => {});
  }

  function tone(pitch, at, length) {
    const voice = sound.createOscillator(), loudness = sound.createGain(), begins = sound.currentTime + at;
    voice.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, begins);
    loudness.gain.exponentialRampToValueAtTime(0.4, begins + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, begins + length);
    voice.connect(loudness).connect(sound.destination);
    voice.start(begins);
    voice.stop(begins + length);
  }

  const mayRing = () => isOn() && !isMuted() && sound?.state === "running";
  const ring = () => { tone(880, 0, 0.7); tone(659, 0.35, 1.1); };
  const knock = () => { tone(659, 0, 0.3); };

  /* One page of several rings: whoever said last that it does, until it is silent for longer than a ring. */
  function isMine() {
    const [who, until] = (kept("rings") ?? "").split(" ");
    if (who !== me && Number(until) > Date.now()) return false;
    keep("rings", `${me} ${Date.now() + RING + 1000}`);
    return true;
  }

  function again() {
    timer = 0;
    if (!loud().length) return;
    timer = setTimeout(again, RING);
    turned();
    if (!mayRing() || !isMine()) return;
    setTimeout(() => {
      if (!isMine() || !loud().length) return; // two said so at the same moment, or somebody accepted
      ring();
      if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([300, 150, 300]);
    }, AGREE);
  }

  /* --- what is shown ---------------------------------------------------------------------------------------- */

  function look() {
    const waits = calls().filter((call) => "waits" in call.dataset).length;
    document.title = waits ? `(${waits}) ${title}` : title;
    for (const badge of document.querySelectorAll("[data-badge]")) badge.textContent = waits || "";
    for (const call of calls()) {
      if (!("waits" in call.dataset)) call.hidden = location.pathname === call.dataset.page; // one is there already
      announce(call);
    }
    place.querySelector("#ring").hidden = calls().every((call) => call.hidden);
    for (const [key, note] of shown) {
      if (!loud().some((call) => call.dataset.call === key)) { note.close(); shown.delete(key); }
    }
    if (loud().length && !timer) again();
    if (!loud().length) { clearTimeout(timer); timer = 0; }
  }

  /* Once in this tab: a new call in words, and each line of a reader whose call one has accepted. */
  function announce(call) {
    const { call: key, say, wrote } = call.dataset;
    const now = "loud" in call.dataset ? "rings" : wrote;
    let before = null;
    try {
      before = sessionStorage.getItem(`bell ${key}`);
      sessionStorage.setItem(`bell ${key}`, now);
    } catch { /* private window */ }
    const rings = now === "rings", more = Number(wrote) > (Number(before) || 0);
    if (before === now || !(rings || (more && location.pathname !== call.dataset.page))) return;
    said.textContent = say;
    if (!rings && mayRing()) knock();
    if (!isOn() || isMuted() || window.Notification?.permission !== "granted" || document.hasFocus()) return;
    try {
      const note = new Notification(say, { tag: `jieyue ${key}`, requireInteraction: rings });
      note.onclick = () => { focus(); location.assign(call.dataset.page); };
      if (rings) shown.set(key, note);
    } catch { /* a phone's browser has none for pages */ }
  }

  /* --- the bell itself -------------------------------------------------------------------------------------- */

  function turned() {
    const on = isOn(), muted = on && isMuted(), asleep = on && !muted && sound?.state !== "running";
    for (const bell of document.querySelectorAll("[data-bell]")) {
      const turn = bell.querySelector("[data-bell-turn]"), mute = bell.querySelector("[data-bell-mute]");
      const says = muted ? "muted" : asleep ? "asleep" : on ? "on" : "off";
      bell.hidden = false;
      bell.dataset.is = says;
      turn.setAttribute("aria-pressed", String(on));
      turn.querySelector("span").textContent = bell.dataset[says];
      mute.hidden = !on || muted;
    }
  }

  function press() {
    if (isOn() && isMuted()) keep("muted", 0);
    else if (isOn() && sound?.state === "running") keep("on", "no");
    else {
      keep("on", "yes");
      if (window.Notification?.permission === "default") Notification.requestPermission();
    }
    wake();
    turned();
    look();
  }

  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-bell-turn]")) press();
    if (target.closest("[data-bell-mute]")) { keep("muted", Date.now() + MUTE); turned(); }
  });
  for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, (event) => {
    if (!event.target.closest?.("[data-bell-turn]")) wake();
  }, true);
  addEventListener("storage", turned);

  /* Whoever accepts goes to the call's page, unless something typed here would be lost. */
  addEventListener("input", ({ target }) => { if (target.form && !target.closest("[data-quiet]")) edited = true; });
  document.addEventListener("taken", ({ detail: { then } }) => {
    if (then && !edited && location.pathname !== then) location.assign(then);
  });

  /* The newest line is in sight, and is read out if the reader wrote it. */
  const talk = document.getElementById("lines-place");
  let newest = null;
  function read() {
    const lines = document.getElementById("lines"), last = lines.querySelector("li:last-child");
    lines.scrollTop = lines.scrollHeight;
    if (newest !== null && newest !== last?.dataset.line && last && "theirs" in last.dataset) {
      document.getElementById("lines-said").textContent = last.querySelector(".said").textContent;
    }
    newest = last?.dataset.line ?? "";
  }

  /* Who was signed out by the clock hears of it, instead of hearing nothing more. */
  setInterval(async () => {
    if (!isOn()) return;
    const answer = await fetch("/console/help-calls/ring", LIVE).catch(() => null);
    if (answer?.status !== 401) { if (answer?.ok) changed("help-call"); return; }
    if (mayRing()) { knock(); tone(440, 0.4, 0.6); }
    if (window.Notification?.permission === "granted") new Notification(document.body.dataset.signedOut, { tag: "jieyue" });
    setTimeout(() => location.assign(location.pathname), 1500);
  }, LOOK);

  new MutationObserver(look).observe(place, { childList: true });
  if (talk) { new MutationObserver(read).observe(talk, { childList: true }); read(); }
  if (isOn()) wake();
  turned();
  look();
})();
