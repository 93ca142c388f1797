// Seals and opens with the npm package age-encryption: standard input to standard output.
//
//   node age.mjs seal RECIPIENT           node age.mjs open IDENTITY
//   node age.mjs seal-passphrase WORDS    node age.mjs open-passphrase WORDS
//   node age.mjs recipient IDENTITY       node age.mjs identity

import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";

async function input() {
  const blocks = [];
  for await (const block of process.stdin) blocks.push(block);
  return new Uint8Array(Buffer.concat(blocks));
}

async function seal(prepare) {
  const encrypter = new Encrypter();
  prepare(encrypter);
  return encrypter.encrypt(await input());
}

async function open(prepare) {
  const decrypter = new Decrypter();
  prepare(decrypter);
  return decrypter.decrypt(await input(), "uint8array");
}

const verbs = {
  seal: (recipient) => seal((encrypter) => encrypter.addRecipient(recipient)),
  open: (identity) => open((decrypter) => decrypter.addIdentity(identity)),
  "seal-passphrase": (words) =>
    seal((encrypter) => {
      encrypter.setPassphrase(words);
      encrypter.setScryptWorkFactor(10);
    }),
  "open-passphrase": (words) => open((decrypter) => decrypter.addPassphrase(words)),
  recipient: (identity) => identityToRecipient(identity),
  identity: () => generateHybridIdentity(),
};

const [verb, argument] = process.argv.slice(2);
process.stdout.write(await verbs[verb](argument));
