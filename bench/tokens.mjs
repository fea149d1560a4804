// The tokens of minified JSON against those of the clean script, by GPT's cl100k_base, and what those of the scripts say.
// usage: node bench/tokens.mjs DORK FILE.json…   (GPT_TOKENIZER_DIR: where gpt-tokenizer is installed)
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

const { encode, decode } = await import(resolve(process.env.GPT_TOKENIZER_DIR ?? '.', 'node_modules/gpt-tokenizer/esm/encoding/cl100k_base.js'));
const [dork, ...files] = process.argv.slice(2);

// Of canonical scripts: keywords are in capitals, all else that is a word is a name.
const kinds = {
  'JSON of attributes and of `BLOCK`': /@\{.*|BLOCK '[^']*' \{.*|\bJSON \{.*/y,
  'comments': /\/\/.*/y,
  'ids of Qlik: connectors, actions, parameters, objects': /'(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-f]{24})'/y,
  'other values: texts, templates, bodies, code': /'''[^]*?'''+|'(?:[^']|'')*'/y,
  'numbers': /[0-9]+(?:\.[0-9]+)?/y,
  'keywords': /[A-Z]{2,}\b/y,
  'names of blocks, variables, actions, parameters, fields': /"(?:[^"\\]|\\.)*"|[\p{L}_][\p{L}\p{N}_#$]*/uy,
  'punctuation and layout': /\s+|[^]/y,
};

/** The tokens of a script by what their first character that is no space belongs to. */
function shares(script, tokens) {
  const kindAt = [];
  for (let at = 0; at < script.length;) {
    for (const [kind, pattern] of Object.entries(kinds)) {
      pattern.lastIndex = at;
      const found = pattern.exec(script);
      if (!found) continue;
      for (const end = at + found[0].length; at < end; ++at) kindAt[at] = kind;
      break;
    }
  }
  const counts = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, 0]));
  let at = 0;
  for (const token of tokens) {
    const text = decode([token]);
    const first = text.search(/\S/);
    ++counts[kindAt[Math.min(at + Math.max(first, 0), script.length - 1)]];
    at += text.length;
  }
  return counts;
}

const rows = files.map((file) => {
  const json = encode(JSON.stringify(JSON.parse(readFileSync(file, 'utf8')))).length;
  const text = execFileSync(dork, ['decompile', file], { encoding: 'utf8' });
  const tokens = encode(text);
  return { name: basename(file, '.json'), json, script: tokens.length, ratio: json / tokens.length, shares: shares(text, tokens) };
});
rows.sort((a, b) => a.ratio - b.ratio);
const middle = rows.length / 2;
const median = rows.length % 2 ? rows[Math.floor(middle)].ratio : (rows[middle - 1].ratio + rows[middle].ratio) / 2;
console.log('| workspace | JSON | script | ratio |\n|---|---:|---:|---:|');
for (const row of rows) console.log(`| ${row.name} | ${row.json} | ${row.script} | ${row.ratio.toFixed(1)} |`);
console.log(`| **median** | | | **${median.toFixed(1)}** |`);

const all = rows.reduce((sum, row) => sum + row.script, 0);
const share = (kind, some) => some.reduce((sum, row) => sum + row.shares[kind], 0) / some.reduce((sum, row) => sum + row.script, 0);
const percent = (value) => `${(100 * value).toFixed(0)} %`;
const least = rows.slice(0, Math.ceil(rows.length / 4));
console.log(`\n| of the ${all} tokens of the scripts | all | the quarter with the lowest ratio |\n|---|---:|---:|`);
for (const kind of Object.keys(kinds).sort((a, b) => share(b, rows) - share(a, rows))) console.log(`| ${kind} | ${percent(share(kind, rows))} | ${percent(share(kind, least))} |`);
