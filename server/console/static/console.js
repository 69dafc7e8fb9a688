/* What a page without a script cannot do: show what changed while somebody looks at it, keep a scanner's keys in the
   scan field, and spare a press. Everything else works without. */
"use strict";

const LIVE = { headers: { "Jieyue-Live": "1" }, redirect: "manual" };
const QUIET = 150; // milliseconds in which several changes become one look
const PAUSE = 400; // between two looks, when changes never end
const AGAIN = 3000; // when the server did not answer

/* A region `<section id=… data-live="kiosk patron:17">` is fetched anew when one of its topics changes, or that one
   thing of a topic: from `data-live-from`, or else from this page. One that somebody works in waits until they left it. */
const regions = () => [...document.querySelectorAll("[data-live]")];
const stale = new Set();
let waiting = false;

function changed(topic, about) {
  for (const region of regions()) {
    const wanted = region.dataset.live.split(" ");
    const one = about ? wanted.includes(`${topic}:${about}`) : wanted.some((want) => want.startsWith(`${topic}:`));
    if (!topic || one || wanted.includes(topic)) stale.add(region.id);
  }
  soon(QUIET);
}

function soon(wait) {
  if (waiting || !stale.size) return;
  waiting = true;
  (async () => {
    if (!document.hidden) await pause(wait); // a browser lets a page in the background wait for a second and longer
    await look();
    await pause(PAUSE);
    waiting = false;
    if ([...stale].some((id) => !busy(document.getElementById(id)))) soon(0);
  })();
}

const pause = (length) => new Promise((done) => setTimeout(done, length));

async function look() {
  const places = new Map();
  for (const id of stale) {
    const region = document.getElementById(id);
    if (!region) { stale.delete(id); continue; }
    if (busy(region)) continue;
    stale.delete(id);
    const from = region.dataset.liveFrom || location.href;
    places.set(from, [...(places.get(from) || []), id]);
  }
  for (const [from, ids] of places) {
    const answer = await fetch(from, LIVE).catch(() => null);
    if (answer && answer.status === 401) return location.assign(location.pathname); // signed out meanwhile
    if (!answer || answer.status >= 500) {
      setTimeout(() => { ids.forEach((id) => stale.add(id)); soon(0); }, AGAIN);
      continue;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ids) {
      const region = document.getElementById(id);
      if (busy(region)) stale.add(id); // somebody began to work in it meanwhile
      else put(region, page.getElementById(id));
    }
  }
}

function put(then, now) {
  if (!then || !now || then.innerHTML === now.innerHTML) return;
  const at = [...then.querySelectorAll("a, button, summary")].indexOf(document.activeElement);
  then.replaceWith(document.adoptNode(now));
  if (at >= 0) now.querySelectorAll("a, button, summary")[at]?.focus();
}

/* Somebody types there, or has unfolded something: it must not vanish under their hands. */
function busy(region) {
  if (!region) return true;
  const typing = document.activeElement.matches("input, select, textarea") && region.contains(document.activeElement);
  return typing || region.querySelector("details[open]") !== null;
}

if (regions().length) {
  const topics = [...new Set(regions().flatMap((region) => region.dataset.live.replace(/:\d+/g, "").split(" ")))];
  if (window.SharedWorker) { // one stream for all pages of this browser, see live.js
    let live;
    const follow = () => {
      const worker = new SharedWorker("/console/static/live.js");
      worker.onerror = () => setTimeout(follow, AGAIN); // the server went while this page came: there is no worker yet
      live = worker.port;
      live.onmessage = ({ data }) => changed(data.topic, data.about);
      live.postMessage(topics);
    };
    follow();
    addEventListener("pagehide", () => live.postMessage("gone"));
    addEventListener("pageshow", (event) => { if (event.persisted) live.postMessage(topics); });
  } else {
    const events = new EventSource("/console/events");
    for (const topic of topics) events.addEventListener(topic, (event) => changed(topic, JSON.parse(event.data).about));
    events.onerror = () => { if (events.readyState === EventSource.CLOSED) changed(""); }; // signed out: looking tells
    events.addEventListener("reset", () => changed("")); // the first of all, and after a gap that cannot be told
  }
  for (const name of ["focusout", "toggle"]) {
    document.addEventListener(name, () => soon(QUIET), true);
  }
}

/* A form `data-quiet` is sent without leaving the page, so that nothing typed elsewhere on it is lost. What the answer
   says is shown; a text that was not taken stays. Sent twice, it is said once: the key in it is new only afterwards. */
addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter;
  if (!form.matches("[data-quiet]")) return;
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return;
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.append(button.name, button.value);
  form.setAttribute("aria-busy", "true");
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  form.removeAttribute("aria-busy");
  if (answer && new URL(answer.url).pathname === "/console/sign-in") return location.assign(location.pathname);
  const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
  const wrong = page?.querySelector(".notice.bad, main h1 + p");
  tell(!answer ? document.body.dataset.notSent : answer.ok ? "" : wrong ? wrong.textContent.trim() : page.title);
  regions().forEach((region) => stale.add(region.id));
  if (form.closest("details")) form.closest("details").open = !answer?.ok && answer?.status !== 409;
  soon(0);
  if (!answer?.ok) return;
  const key = form.querySelector("[name=key]"), fresh = page.querySelector("[name=key]");
  if (key && fresh) key.value = fresh.value;
  if ("clear" in form.dataset) form.reset();
  document.dispatchEvent(new CustomEvent("taken", { detail: form.dataset })); // the form itself may be gone by now
});

function tell(text) {
  const told = document.getElementById("ring-told");
  told.textContent = text;
  told.className = text ? "notice warn" : "";
  told.hidden = !text;
}

/* Ctrl and Enter send what is being written; Enter alone is a new line. */
addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-send]")) {
    event.target.form.requestSubmit();
  }
});

/* What was unfolded to be filled in can be filled in at once. */
document.addEventListener("toggle", ({ target }) => {
  if (target.open) target.querySelector("input:not([type=hidden])")?.focus();
}, true);

/* What was chosen there is shown at once; a button beside it does the same. */
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-at-once]")) target.form.requestSubmit();
});

/* What the server would not take is said before it is sent. */
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-most]")) return;
  target.setCustomValidity(target.files[0]?.size > Number(target.dataset.most) ? target.dataset.tooLarge : "");
  target.reportValidity();
});

/* Whoever opens the chooser again takes the file back, also by choosing none. */
document.addEventListener("click", ({ target }) => {
  if (!target.matches("[data-most]")) return;
  target.value = "";
  target.setCustomValidity("");
});

/* A file takes its time: pressed twice, it is sent once. */
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.enctype !== "multipart/form-data") return;
  if (form.hasAttribute("aria-busy")) return event.preventDefault();
  form.setAttribute("aria-busy", "true");
  setTimeout(() => form.removeAttribute("aria-busy"), 30000); // it was stopped, or the line was gone
});

/* What is typed is seen as kiosks will show it. */
document.addEventListener("input", ({ target }) => {
  for (const shown of document.querySelectorAll("[data-shows]")) {
    if (shown.dataset.shows === target.name) shown.textContent = target.value.trim();
  }
});

/* A scanner types like a keyboard: what is typed into nothing, or onto a button, goes to the scan field. */
const scan = document.querySelector("[data-scan]");
if (scan) {
  scan.focus();
  document.addEventListener("keydown", (event) => {
    const at = document.activeElement;
    const free = !at?.matches("input, select, textarea");
    if (free && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) scan.focus();
    if (event.key === "Escape") scan.focus();
  });
}
