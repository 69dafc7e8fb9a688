/* One stream of events for all pages of a browser: it allows six connections to a server, and every page listens. A page
   says which topics it wants; it is told to look once at the beginning, because it may have missed something meanwhile. */
"use strict";

const ports = new Set();
const topics = new Set();
let events = null;

const tell = (what) => ports.forEach((port) => port.postMessage(what));

function listen(topic) {
  events.addEventListener(topic, (event) => tell({ topic, about: JSON.parse(event.data).about }));
}

function open() {
  if (events && events.readyState !== EventSource.CLOSED) return;
  events = new EventSource("/console/events");
  topics.forEach(listen);
  events.addEventListener("reset", () => tell({ topic: "" }));
  events.onerror = () => { if (events.readyState === EventSource.CLOSED) tell({ topic: "" }); }; // signed out: looking tells
}

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data === "gone") return ports.delete(port);
    ports.add(port);
    open();
    for (const topic of data.filter((one) => !topics.has(one))) {
      topics.add(topic);
      listen(topic);
    }
    port.postMessage({ topic: "" });
  };
};
