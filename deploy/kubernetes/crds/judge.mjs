// Judges objects of the operators' kinds by the schemas in their own definitions: a JSON list in, a JSON list of complaints out.
// node judge.mjs <folder in which `npm ci` was run>

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { text } from "node:stream/consumers";

const PACKAGES = {
  "postgresql.cnpg.io": "cloudnative-pg",
  "external-secrets.io": "external-secrets",
  "gateway.networking.k8s.io": "gateway-api",
  "keda.sh": "keda",
  "monitoring.coreos.com": "prometheus-operator",
};

async function judge(object) {
  const [group, version] = object.apiVersion.split("/");
  const file = join(process.argv[2], "node_modules/@kubernetes-models", PACKAGES[group], group, version, `${object.kind}.js`);
  const { [object.kind]: Kind } = await import(pathToFileURL(file));
  try {
    new Kind(object).validate();
    return null;
  } catch (problem) {
    return `${object.kind} ${object.metadata.name}: ${problem.message}`;
  }
}

const judged = await Promise.all(JSON.parse(await text(process.stdin)).map(judge));
process.stdout.write(JSON.stringify(judged.filter(Boolean)));
