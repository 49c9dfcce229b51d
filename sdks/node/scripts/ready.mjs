// Makes the checkout ready for its tests: `npm ci` when the lock file changed, a build when the sources did.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function hashOf(names) {
  const hash = createHash("sha256");
  for (const name of names) hash.update(name).update("\0").update(readFileSync(join(root, name))).update("\0");
  return hash.digest("hex");
}

function once(name, hash, needed, make) {
  const mark = join(root, "node_modules", `.saathix-${name}`);
  if (existsSync(join(root, needed)) && existsSync(mark) && readFileSync(mark, "utf8") === hash) return;
  make();
  writeFileSync(mark, hash);
}

once("installed", hashOf(["package-lock.json"]), "node_modules/typescript", () => {
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: root, stdio: "inherit" });
});
const sources = readdirSync(join(root, "src"), { recursive: true }).map((name) => `src/${name}`).filter((name) => name.endsWith(".ts")).sort();
const settings = ["package.json", "package-lock.json", "scripts/build.mjs", ...readdirSync(root).filter((name) => /^tsconfig.*json$/.test(name)).sort()];
once("built", hashOf([...sources, ...settings]), "dist/cjs/index.js", () => {
  execFileSync(process.execPath, [join(root, "scripts/build.mjs")], { stdio: "inherit" });
});
