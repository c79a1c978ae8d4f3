// Makes engine.js and engine.licences.txt in the folder that is named: `node build.mjs FOLDER`, after `npm ci` beside
// this file and with PeakGraph's LICENSE there. It writes its own steps beside this file, so it wants a copy.

import { build } from "esbuild";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const target = process.argv[2];
const read = (...parts) => readFileSync(join(...parts), "utf8");
const manifest = (name) => JSON.parse(read("node_modules", name, "package.json"));
const common = { bundle: true, minify: true, legalComments: "none", format: "iife", target: "es2022", metafile: true };

// Packed: a third of the size, and unpacked in 30 ms.
writeFileSync("oxigraph.wasm.gz", gzipSync(readFileSync("node_modules/oxigraph/web_bg.wasm"), { level: 9 }));
const worker = await build({ ...common, entryPoints: ["worker.mjs"], outfile: "worker.txt", loader: { ".gz": "binary" }, logOverride: { "empty-import-meta": "silent" } });
const engine = await build({
  ...common,
  entryPoints: ["engine.mjs"],
  outfile: join(target, "engine.js"),
  loader: { ".txt": "text" },
  define: {
    OXIGRAPH_VERSION: JSON.stringify(manifest("oxigraph").version),
    CODEMIRROR_VERSION: JSON.stringify(manifest("@codemirror/view").version),
  },
});
writeFileSync(join(target, "engine.licences.txt"), licences([worker, engine]));

// The licence of each package of which some code is inside.
function licences(results) {
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const names = inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean);
  const parts = [...new Set(names)].sort().map((name) => {
    const { version, license, homepage, repository } = manifest(name);
    return `${name} ${version} (${license}), ${homepage ?? repository?.url ?? repository}\n\n${licenceText(name)}`;
  });
  return ["engine.js holds code of these packages: the parts that it uses, in minified form.\n", ...parts].join(`\n${"-".repeat(80)}\n\n`);
}

// Oxigraph's package has no licence file but offers Apache 2.0, whose text is our own LICENSE.
function licenceText(name) {
  const file = readdirSync(join("node_modules", name)).find((one) => /^licen[cs]e/i.test(one));
  if (file !== undefined) return read("node_modules", name, file);
  if (!manifest(name).license.includes("Apache-2.0")) throw new Error(`${name}: no licence text to go with its code`);
  return `Used under the Apache License 2.0. Its WebAssembly also holds the Rust crates that its repository's Cargo.lock names.\n\n${read("LICENSE")}`;
}
