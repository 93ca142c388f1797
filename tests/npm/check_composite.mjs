// Signs and checks composite signatures with code that shares nothing with the product: noble's ML-DSA-65 and Ed25519.
// Reads JSON lines {do: "verify", public, context, message, signature} or {do: "sign", seed, context, message}, all hex;
// answers each with a line {mldsa, ed25519} or {public, signature}. M' is put together here from the draft's own words.

import { createInterface } from "node:readline";
import { createHash } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import { ml_dsa65 } from "@noble/post-quantum/ml-dsa.js";

const ascii = (text) => Buffer.from(text, "ascii");
const LABEL = ascii("COMPSIG-MLDSA65-Ed25519-SHA512");

function representative(context, message) {
  const hashed = createHash("sha512").update(message).digest();
  return Buffer.concat([ascii("CompositeAlgorithmSignatures2025"), LABEL, Buffer.of(context.length), context, hashed]);
}

function verify({ publicKey, context, message, signature }) {
  const signed = representative(context, message);
  return {
    mldsa: ml_dsa65.verify(signature.subarray(0, 3309), signed, publicKey.subarray(0, 1952), { context: LABEL }),
    ed25519: ed25519.verify(signature.subarray(3309), signed, publicKey.subarray(1952)),
  };
}

function sign({ seed, context, message }) {
  const signed = representative(context, message);
  const pair = ml_dsa65.keygen(seed.subarray(0, 32));
  const classical = seed.subarray(32);
  const publicKey = Buffer.concat([pair.publicKey, ed25519.getPublicKey(classical)]);
  const signature = Buffer.concat([
    ml_dsa65.sign(signed, pair.secretKey, { context: LABEL }),
    ed25519.sign(signed, classical),
  ]);
  return { public: publicKey.toString("hex"), signature: signature.toString("hex") };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { do: verb, public: publicKey, ...rest } = JSON.parse(line);
  const fields = Object.fromEntries(Object.entries({ publicKey, ...rest }).map(([k, v]) => [k, Buffer.from(v ?? "", "hex")]));
  console.log(JSON.stringify(verb === "sign" ? sign(fields) : verify(fields)));
}
