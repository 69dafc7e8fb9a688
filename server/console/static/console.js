/* Two things a page without a script cannot do: show what changed while somebody looks at it, and keep a scanner's
   keys in the scan field. Everything else works without. */
"use strict";

const LIVE = { headers: { "Jieyue-Live": "1" }, redirect: "manual" };
const QUIET = 150; // milliseconds in which several changes become one look

/* A region `<section id=… data-live="kiosk help-call">` is fetched anew when one of its topics changes: from
   `data-live-from`, or else from this page. A region somebody is typing in waits until they have left it. */
const regions = () => [...document.querySelectorAll("[data-live]")];
const stale = new Set();
let timer = 0;

function changed(topic) {
  for (const region of regions()) {
    if (!topic || region.dataset.live.split(" ").includes(topic)) stale.add(region.id);
  }
  clearTimeout(timer);
  timer = setTimeout(look, QUIET);
}

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
    if (!answer || !answer.ok) {
      if (answer && answer.status === 401) location.reload(); // signed out meanwhile
      else ids.forEach((id) => stale.add(id));
      continue;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ids) {
      const now = page.getElementById(id), then = document.getElementById(id);
      if (now && then && now.innerHTML !== then.innerHTML) then.replaceWith(document.adoptNode(now));
    }
  }
}

/* Somebody types there, or has unfolded something: it must not vanish under their hands. */
function busy(region) {
  return region.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")
    || region.querySelector("details[open]") !== null;
}

if (regions().length) {
  const events = new EventSource("/console/events");
  const topics = new Set(regions().flatMap((region) => region.dataset.live.split(" ")));
  for (const topic of topics) events.addEventListener(topic, () => changed(topic));
  events.addEventListener("reset", () => changed("")); // the first of all, and after a gap that cannot be told
  for (const name of ["focusout", "toggle"]) {
    document.addEventListener(name, () => { if (stale.size) changed("none"); }, true);
  }
}

/* A scanner types like a keyboard: what is typed into nothing goes to the scan field. */
const scan = document.querySelector("[data-scan]");
if (scan) {
  scan.focus();
  document.addEventListener("keydown", (event) => {
    const at = document.activeElement;
    const free = !at || at === document.body || at.id === "main";
    if (free && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) scan.focus();
    if (event.key === "Escape") scan.focus();
  });
}
