// Checks the signature lines of a head with code that shares nothing with the product: noble's Ed25519 and ML-DSA-44.
// Reads JSON {note, keys: [{name, type, public}]}: the note as text, keys in hex, type 1, 4 or 6. Answers {lines}: for
// each key "missing", "fails", or the time that its line states (0 for type 1). Everything is parsed here.

import { createHash } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";

let input = "";
for await (const chunk of process.stdin) input += chunk;
const { note, keys } = JSON.parse(input);

const cut = note.lastIndexOf("\n\n");
const text = note.slice(0, cut + 1);
const lines = note
  .slice(cut + 2)
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => /^\u2014 (\S+) (\S+)$/u.exec(line))
  .map(([, name, payload]) => ({ name, payload: Buffer.from(payload, "base64") }));
const [origin, size, root] = text.split("\n");

const utf8 = (string) => Buffer.from(string, "utf8");
const prefixed = (bytes) => Buffer.concat([Buffer.of(bytes.length), bytes]);
function uint64(number) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number));
  return bytes;
}

function subtree(name, time) {
  return Buffer.concat([
    utf8("subtree/v1\n\0"),
    prefixed(utf8(name)),
    uint64(time),
    prefixed(utf8(origin)),
    uint64(0),
    uint64(size),
    Buffer.from(root, "base64"),
  ]);
}

function check({ name, type, public: hex }) {
  const publicKey = Buffer.from(hex, "hex");
  const id = createHash("sha256")
    .update(Buffer.concat([utf8(name + "\n"), Buffer.of(type), publicKey]))
    .digest()
    .subarray(0, 4);
  const line = lines.find((each) => each.name === name && each.payload.subarray(0, 4).equals(id));
  if (line === undefined) return "missing";
  const body = line.payload.subarray(4);
  if (type === 1) return ed25519.verify(body, utf8(text), publicKey) ? 0 : "fails";
  const time = body.readBigUInt64BE();
  const signature = body.subarray(8);
  const holds =
    type === 4
      ? ed25519.verify(signature, utf8(`cosignature/v1\ntime ${time}\n${text}`), publicKey)
      : ml_dsa44.verify(signature, subtree(name, time), publicKey);
  return holds ? Number(time) : "fails";
}

console.log(JSON.stringify({ lines: keys.map(check) }));
