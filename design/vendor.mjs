// What we take from npm as it is: htmx.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const SOURCE = "node_modules/htmx.org";
const TARGET = "../backend/site/static/site/js";
const { version } = JSON.parse(readFileSync(`${SOURCE}/package.json`, "utf8"));

mkdirSync(TARGET, { recursive: true });
const code = readFileSync(`${SOURCE}/dist/htmx.min.js`, "utf8").replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "");
writeFileSync(`${TARGET}/htmx.js`, `/*! htmx ${version}, 0BSD, see htmx.LICENSE.txt. Unchanged. */\n${code}\n`);
copyFileSync(`${SOURCE}/LICENSE`, `${TARGET}/htmx.LICENSE.txt`);
console.log(`htmx.js: ${code.length} bytes`);
