// SPDX-License-Identifier: Apache-2.0
// Prints what @huggingface/hub reads in the headers of a folder, which answers in place of the hub.
const fs = require("fs");
const path = require("path");
const hub = require(require.resolve("@huggingface/hub", { paths: [process.argv[2]] }));
const folder = process.argv[3];

async function answer(url, init) {
  const file = path.join(folder, path.basename(new URL(url).pathname));
  if (!fs.existsSync(file)) return new Response(null, { status: 404, headers: { "X-Error-Code": "EntryNotFound" } });
  const bytes = fs.readFileSync(file);
  const range = /bytes=(\d+)-(\d+)/.exec(new Headers(init?.headers).get("Range") ?? "");
  const from = range ? Number(range[1]) : 0;
  const to = range ? Math.min(bytes.length - 1, Number(range[2])) : bytes.length - 1;
  const headers = { ETag: '"x"', "Content-Length": String(to - from + 1) };
  if (range) headers["Content-Range"] = `bytes ${from}-${to}/${bytes.length}`;
  return new Response(init?.method === "HEAD" ? null : bytes.subarray(from, to + 1), { status: range ? 206 : 200, headers });
}

hub.parseSafetensorsMetadata({ repo: "any/model", fetch: answer, computeParametersCount: true }).then((read) => {
  const headers = read.sharded ? Object.values(read.headers) : [read.header];
  const tensors = headers.flatMap((header) => Object.entries(header).filter(([name]) => name !== "__metadata__"));
  for (const [name, tensor] of tensors) console.log(["tensor", name, tensor.dtype, tensor.shape.join("x")].join(" "));
  console.log("parameters", JSON.stringify(read.parameterCount), headers.length);
});
