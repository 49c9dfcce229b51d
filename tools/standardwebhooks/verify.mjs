// Reads [{"secret", "headers", "body", "now"}] and prints, for each, ok or why not. `now` is Unix time; without it the clock's.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const clock = Date.now;
for (const { secret, headers, body, now } of JSON.parse(readFileSync(0, "utf8"))) {
  Date.now = now === undefined ? clock : () => now * 1000;
  try {
    new Webhook(secret).verify(body, headers);
    console.log("ok");
  } catch (problem) {
    // what it cannot read as JSON it has verified before
    console.log(problem instanceof SyntaxError ? "ok" : problem.message);
  }
}
