// The page's SPARQL: an engine (Oxigraph in a worker of its own) and an editor. One classic script with all of it inside,
// because a page opened from a file may load neither modules nor data beside it. It asks no network for anything.

import { editor } from "./editor.mjs";
import workerSource from "./worker.txt";

const versions = { oxigraph: OXIGRAPH_VERSION, codemirror: CODEMIRROR_VERSION };

// A store of the graphs in `trig`: all of them by name and, as its default graph, the merge of those whose names do not
// start with `proposed`, each triple once. A query runs in a worker, so that it neither freezes the page nor has to be
// waited for: stop() ends the worker and starts one anew.
function open(trig, { proposed, prefixes }) {
  const merge = `INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } FILTER(!STRSTARTS(STR(?g), ${JSON.stringify(proposed)})) }`;
  const address = URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
  const running = new Map();
  let worker;
  let count = 0;
  let failed = false;
  let settle;
  const ready = new Promise((resolve, reject) => { settle = { resolve, reject }; });

  function start() {
    worker = new Worker(address);
    worker.addEventListener("message", ({ data }) => hear(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      failed = true;
      settle.reject(new Error("the query engine did not start"));
      end("the query engine ended unexpectedly; load the page again");
    });
    worker.postMessage({ trig, merge, prefixes });
  }

  function hear({ id, answer, error, broken, quads }) {
    if (id === undefined) {
      if (error === undefined) settle.resolve({ quads });
      else settle.reject(new Error(error));
      return;
    }
    const query = running.get(id);
    running.delete(id);
    if (error === undefined) query.resolve(answer);
    else query.reject(new Error(error));
    if (broken) restart("the query before this one ended the engine; ask again");
  }

  function end(reason) {
    for (const { reject } of running.values()) reject(new Error(reason));
    running.clear();
  }

  function restart(reason) {
    worker.terminate();
    end(reason);
    start();
  }

  function query(text) {
    if (failed) return Promise.reject(new Error("the query engine does not run; load the page again"));
    return new Promise((resolve, reject) => {
      count += 1;
      running.set(count, { resolve, reject });
      worker.postMessage({ id: count, text });
    });
  }

  function stop() {
    if (running.size) restart("stopped");
  }

  start();
  return { ready, query, stop };
}

globalThis.PeakGraphEngine = Object.freeze({ versions, open, editor });
