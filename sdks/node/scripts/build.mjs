// Builds dist/esm and dist/cjs with tsc, and says in each folder how Node is to read it.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
if (!readFileSync(`${root}src/version.ts`, "utf8").includes(`"${version}"`)) {
  throw new Error(`src/version.ts does not say ${version}, the version of package.json`);
}
rmSync(`${root}dist`, { recursive: true, force: true });
for (const [kind, type] of [["esm", "module"], ["cjs", "commonjs"]]) {
  const tsc = `${root}node_modules/typescript/bin/tsc`;
  execFileSync(process.execPath, [tsc, "-p", `${root}tsconfig.${kind}.json`], { stdio: "inherit" });
  writeFileSync(`${root}dist/${kind}/package.json`, `${JSON.stringify({ type })}\n`);
}
