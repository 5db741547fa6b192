// KERN UX -> backend/site/static/site/css/kern.css: only the components we use, logical properties, one cascade layer.
// KERN is written for left-to-right; Arabic and Persian need every left and right to follow the writing direction.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { transform } from "lightningcss";
import postcss from "postcss";
import valueParser from "postcss-value-parser";

const SOURCE = "node_modules/@kern-ux/native";
const TARGET = "../backend/site/static/site/css";
const { version } = JSON.parse(readFileSync(`${SOURCE}/package.json`, "utf8"));

// The blocks we keep; a rule that names any other class of KERN goes. Icons are our own sprite.
const KEPT = new Set(
  ("btn btn-wrapper badge alert card table fieldset form-input label hint error link progress dialog " +
    "accordion accordion-group description-list description-list-item title body sr-only divider")
    .split(" ")
    .map((name) => `kern-${name}`),
);
// Parts of kept blocks that no page of ours has.
const LEFT_OUT = /kern-(card__(media|preline)|btn--x-small|form-input__(input|select))|sr-only-mobile|kern-(light|dark)|data-kern-theme|kern-level/;
// Generic selectors of KERN that our own layer sets better; its rule for [tabindex] takes the focus ring away.
const OURS = /tabindex=|^(html|body|\*|area|iframe|\[tabindex|\[contenteditable)/i;

const LOGICAL = {
  width: "inline-size", height: "block-size",
  "min-width": "min-inline-size", "max-width": "max-inline-size",
  "min-height": "min-block-size", "max-height": "max-block-size",
  top: "inset-block-start", bottom: "inset-block-end", left: "inset-inline-start", right: "inset-inline-end",
  "border-top-left-radius": "border-start-start-radius", "border-top-right-radius": "border-start-end-radius",
  "border-bottom-left-radius": "border-end-start-radius", "border-bottom-right-radius": "border-end-end-radius",
};
const SIDES = { top: "block-start", bottom: "block-end", left: "inline-start", right: "inline-end" };
for (const box of ["margin", "padding", "border"]) {
  for (const [side, logical] of Object.entries(SIDES)) {
    for (const part of box === "border" ? ["", "-width", "-style", "-color"] : [""]) {
      LOGICAL[`${box}-${side}${part}`] = `${box}-${logical}${part}`;
    }
  }
}

const root = postcss.parse(readFileSync(`${SOURCE}/dist/kern.css`, "utf8"));
root.walkComments((comment) => comment.remove());

// 1. Names: `--x-contextual` follows KERN's levels of surfaces, which we do not use. At level 0 it is another name.
const otherName = new Map();
root.walkDecls(/-contextual$/, (decl) => {
  if (/not\(\[class\*=kern-level-\]\)/.test(decl.parent.selector)) otherName.set(decl.prop, decl.value.slice(4, -1));
});

// 2. Rules.
root.walkRules((rule) => {
  rule.selectors = rule.selectors.filter((selector) => keeps(selector.trim()));
  if (!rule.selector) rule.remove();
});
root.walkAtRules((rule) => {
  if (rule.name === "font-face" || rule.name === "charset" || rule.name === "layer") rule.remove();
  // Light is what holds without a wish, so it has to stand before dark.
  if (rule.name === "media" && rule.params === "(prefers-color-scheme: light)") root.prepend(rule.remove().nodes);
});
root.walkAtRules((rule) => rule.nodes?.length === 0 && rule.remove());

// 3. Declarations.
const changed = new Set();
root.walkDecls((decl) => {
  if (LOGICAL[decl.prop]) {
    changed.add(decl);
    decl.prop = LOGICAL[decl.prop];
  }
  const sides = decl.prop === "text-align" ? { left: "start", right: "end" } : { left: SIDES.left, right: SIDES.right };
  if (["text-align", "float", "clear"].includes(decl.prop)) decl.value = sides[decl.value] ?? decl.value;
  decl.important = false; // in a layer, importance would turn the order round
  decl.value = shortened(decl.value);
});
root.walkDecls((decl) => fourSides(decl));

// 4. Custom properties nobody asks for, until there are none.
for (let removed = 1; removed; ) {
  removed = 0;
  const asked = new Set(root.toString().match(/(?<=var\()--[\w-]+/g));
  root.walkDecls(/^--/, (decl) => {
    if (asked.has(decl.prop)) return;
    decl.remove();
    removed += 1;
  });
}
root.walkRules((rule) => rule.nodes.length === 0 && rule.remove());
root.walkAtRules((rule) => rule.nodes?.length === 0 && rule.remove());

const physical = root.toString().match(/[\s;{](margin-|padding-|border-)?(left|right)(-\w+)?:|: ?(left|right)[;}\s]/g);
if (physical) throw new Error(`Not converted: ${[...new Set(physical)].join(" ")}`);

const layer = postcss.atRule({ name: "layer", params: "kern", nodes: root.nodes });
const { code } = transform({
  filename: "kern.css",
  code: Buffer.from(layer.toString()),
  minify: true,
  targets: { chrome: 111 << 16, firefox: 113 << 16, safari: (16 << 16) | (2 << 8) },
});
const note =
  `/*! KERN UX ${version} (@kern-ux/native), EUPL-1.2, see kern.LICENSE.md. Changed by design/kern.mjs: ` +
  `a selection, logical properties, one cascade layer. */\n`;
mkdirSync(TARGET, { recursive: true });
writeFileSync(`${TARGET}/kern.css`, `${note}${code}\n`);
copyFileSync(`${SOURCE}/LICENSE.md`, `${TARGET}/kern.LICENSE.md`);
console.log(`kern.css: ${code.length} bytes, ${changed.size} declarations made logical`);

function keeps(selector) {
  if (LEFT_OUT.test(selector)) return false;
  const blocks = (selector.match(/kern-[a-z]+(-[a-z]+)*/g) ?? []).filter((name) => !selector.includes(`--${name}`));
  if (blocks.length === 0) return selector === ":root";
  return blocks.every((name) => KEPT.has(name)) && !OURS.test(selector);
}

// Without what a `var()` falls back to (the property is always there) and without second names.
function shortened(value) {
  const parsed = valueParser(value);
  parsed.walk((node) => {
    if (node.type !== "function" || node.value !== "var") return;
    node.nodes = node.nodes.slice(0, 1);
    const name = node.nodes[0];
    while (otherName.has(name.value)) name.value = otherName.get(name.value);
  });
  return parsed.toString();
}

// `padding: a b c d` names physical sides too: where left and right differ it becomes two logical shorthands.
function fourSides(decl) {
  if (!/^(margin|padding|border-(width|style|color)|border-radius)$/.test(decl.prop)) return;
  const parts = valueParser(decl.value).nodes.filter((node) => node.type !== "space").map((n) => valueParser.stringify(n));
  if (parts.length !== 4 || parts.includes("/")) return;
  const [a, b, c, d] = parts;
  if (decl.prop === "border-radius") {
    const corners = { "start-start": a, "start-end": b, "end-end": c, "end-start": d };
    decl.replaceWith(
      Object.entries(corners).map(([corner, value]) => postcss.decl({ prop: `border-${corner}-radius`, value })),
    );
    return;
  }
  if (b === d) return;
  const [box, part = ""] = decl.prop.split(/-(.*)/);
  decl.replaceWith(
    postcss.decl({ prop: `${box}-block${part && `-${part}`}`, value: `${a} ${c}` }),
    postcss.decl({ prop: `${box}-inline${part && `-${part}`}`, value: `${d} ${b}` }),
  );
}
