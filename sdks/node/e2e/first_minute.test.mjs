// The README's first minute, word for word, in an empty project with the packed tarball, against the running stack.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));

test("an empty project, three commands, a first invoice", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "saathix-first-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const commands = /```sh\n([\s\S]*?)```/.exec(readme)[1].trim().split("\n");
  const program = /```js\n\/\/ first\.mjs\n([\s\S]*?)```/.exec(readme)[1];
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: root });
  writeFileSync(join(folder, "first.mjs"), program);

  assert.equal(commands.length, 3);
  const said = [];
  for (const command of commands) {
    const local = command.replace("npm i @saathix/node", `npm i --offline --no-audit --no-fund ./${JSON.parse(stdout)[0].filename}`);
    const key = local.replace(/sk_live_[•.…]+/, process.env.SAATHIX_SECRET_KEY);
    said.push((await run("/bin/sh", ["-c", key], { cwd: folder })).stdout);
  }

  assert.match(said.at(-1), /^INV-\d{4}-\d+ is paid: Rs 220\n$/);
});
