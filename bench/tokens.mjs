// The tokens of minified JSON against those of the clean script, by GPT's cl100k_base.
// usage: node bench/tokens.mjs DORK FILE.json…   (GPT_TOKENIZER_DIR: where gpt-tokenizer is installed)
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

const { encode } = await import(resolve(process.env.GPT_TOKENIZER_DIR ?? '.', 'node_modules/gpt-tokenizer/esm/encoding/cl100k_base.js'));
const [dork, ...files] = process.argv.slice(2);
const rows = files.map((file) => {
  const json = encode(JSON.stringify(JSON.parse(readFileSync(file, 'utf8')))).length;
  const script = encode(execFileSync(dork, ['decompile', file], { encoding: 'utf8' })).length;
  return { name: basename(file, '.json'), json, script, ratio: json / script };
});
rows.sort((a, b) => a.ratio - b.ratio);
const middle = rows.length / 2;
const median = rows.length % 2 ? rows[Math.floor(middle)].ratio : (rows[middle - 1].ratio + rows[middle].ratio) / 2;
console.log('| workspace | JSON | script | ratio |\n|---|---:|---:|---:|');
for (const row of rows) console.log(`| ${row.name} | ${row.json} | ${row.script} | ${row.ratio.toFixed(1)} |`);
console.log(`| **median** | | | **${median.toFixed(1)}** |`);
