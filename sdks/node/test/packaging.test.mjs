// The packed tarball in empty projects, as users have them: CommonJS, ESM and TypeScript.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { json, KEY, scripted } from "./support/servers.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const tsc = join(root, "node_modules/typescript/bin/tsc");
const folders = [];
let packed;

const folder = () => folders[folders.push(mkdtempSync(join(tmpdir(), "saathix-"))) - 1];

before(async () => {
  const target = folder();
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", target], { cwd: root });
  [packed] = JSON.parse(stdout);
  packed.path = join(target, packed.filename);
});
after(() => folders.forEach((path) => rmSync(path, { recursive: true, force: true })));

async function project(...files) {
  const path = folder();
  await run("npm", ["init", "-y"], { cwd: path });
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", packed.path], { cwd: path });
  for (const file of files) copyFileSync(join(root, "test/projects", file), join(path, file));
  return path;
}

/** A server for which everything is there but the invoice "missing". */
async function shop(t) {
  return scripted(t, ({ url }, response) => {
    const missing = url.endsWith("/missing");
    const body = missing ? { code: "not_found", status: 404 } : { id: "inv_1", invoice_no: "INV-2026-00001", status: "paid", grand_total: 28, data: [{ name: "Maggi" }], has_more: false, next_cursor: null };
    const answer = json(body, missing ? 404 : 200);
    response.writeHead(answer.status, answer.headers).end(url.includes("format=csv") ? "period\n" : answer.body);
  });
}

const environment = (url) => ({ env: { ...process.env, SAATHIX_SECRET_KEY: KEY, SAATHIX_BASE_URL: url } });
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

test("CommonJS", async (t) => {
  const [{ url }, path] = [await shop(t), await project("cjs.cjs")];

  const { stdout } = await run(process.execPath, ["cjs.cjs"], { cwd: path, ...environment(url) });

  assert.equal(stdout, `INV-2026-00001 true not_found ping ${version}\n`);
});

test("ESM", async (t) => {
  const [{ url }, path] = [await shop(t), await project("esm.mjs")];

  const { stdout } = await run(process.execPath, ["esm.mjs"], { cwd: path, ...environment(url) });

  assert.equal(stdout, "INV-2026-00001 true not_found ping true\n");
});

const STRICT = { target: "ES2022", lib: ["ES2022"], types: [], strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false };
let typed;

/** Compile a program in the one project that all of TypeScript share; the folder of what was compiled. */
async function compiled(name, program, options) {
  typed ??= project("user.ts", "with_node_types.ts");
  const path = await typed;
  const config = join(path, `tsconfig.${name}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...STRICT, outDir: name, ...options }, files: [program] }));
  await run(process.execPath, [tsc, "-p", config], { cwd: path }).catch((error) => assert.fail(error.stdout));
  return join(path, name);
}

const RESOLUTIONS = { nodenext: { module: "NodeNext", moduleResolution: "NodeNext" }, node10: { module: "CommonJS", moduleResolution: "Node10" } };
for (const [name, how] of Object.entries(RESOLUTIONS)) {
  test(`TypeScript, strict, libraries checked, no other types: ${name}`, async (t) => {
    const { url } = await shop(t);

    const { stdout } = await run(process.execPath, ["user.js"], { cwd: await compiled(name, "user.ts", how), ...environment(url) });

    assert.equal(stdout, "INV-2026-00001 28 28 paid 56.00 1 false 200 7 ping string\n");
  });
}

test("TypeScript for a bundler", () => compiled("bundler", "user.ts", { module: "ES2022", moduleResolution: "Bundler", noEmit: true }));

test("TypeScript with the types of Node", () => {
  return compiled("types", "with_node_types.ts", { ...RESOLUTIONS.nodenext, types: ["node"], typeRoots: [join(root, "node_modules/@types")], noEmit: true });
});

test("the tarball holds the build, the licence, the readme and nothing else, and depends on nothing", async () => {
  const names = packed.files.map(({ path }) => path);

  assert.deepEqual(names.filter((name) => !name.startsWith("dist/")).sort(), ["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
  assert.ok(names.includes("dist/esm/index.js") && names.includes("dist/cjs/index.d.ts"));
  assert.ok(packed.size < 80_000, `packed it has ${packed.size} bytes`);
  const { dependencies, peerDependencies, scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.deepEqual([dependencies, peerDependencies, scripts.postinstall, scripts.install], [undefined, undefined, undefined, undefined]);
});
