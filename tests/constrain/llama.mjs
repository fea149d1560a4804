// node llama.mjs LLAMA_DIR WORK: tries the grammars and texts that llama.sh made in WORK, without a model.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [engine, work] = process.argv.slice(2);
const { getLlama } = await import(pathToFileURL(join(engine, 'node_modules/node-llama-cpp/dist/index.js')));
const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, logLevel: 'fatal' });
const load = (text) => llama.createGrammar({ grammar: text });
const fromFile = (name) => load(readFileSync(join(work, name), 'utf8'));

let failed = 0;
const fail = (message) => {
  failed += 1;
  if (failed < 20) console.log(message);
};

// That nothing is refused would also be so of an engine that refuses nothing.
for (const bad of ['root ::= root "a" | "b"\n', 'root ::= missing\n', 'root ::= "\\q"\n'])
  await load(bad).then(() => fail(`a bad grammar loads: ${bad}`), () => {});

const general = await fromFile('general.gbnf');
const catalog = await fromFile('catalog.gbnf');
const small = await fromFile('small.gbnf');
let tried = 0;
const expect = (grammar, text, wanted, name) => {
  tried += 1;
  if (grammar._testText(text) !== wanted) fail(`${name}: ${wanted ? 'refused' : 'accepted'}\n${text.slice(0, 300)}`);
};
for (const folder of ['canonical', 'generated'])
  for (const file of readdirSync(join(work, folder)).sort()) expect(general, readFileSync(join(work, folder, file), 'utf8'), true, file);
for (const [name, grammar] of [['general', general], ['catalog', catalog]])
  readFileSync(join(work, `${name}.jsonl`), 'utf8').split('\n').filter(Boolean)
    .forEach((line, index) => expect(grammar, JSON.parse(line), true, `${name} derivation ${index + 1}`));
for (const text of ["OUTPUT 'a'\n", "output 'a';\n", "OUTPUT  'a';\n", "END: OUTPUT 'a';\n", 'IF x = 1 THEN\nEND\n']) expect(general, text, false, 'general');
for (const text of ['qlik.listSpaceships();\n', 'qlik.deleteApp();\n', 'OUTPUT cuont(x);\n', 'EXIT FOR;\n']) expect(catalog, text, false, 'catalog');
expect(small, 'apps: qlik.listApps();\n', true, 'small');
expect(small, 'qlik.listUsers();\n', false, 'small');

console.log(failed === 0 ? `${tried} texts: llama.cpp agrees` : `${failed} of ${tried} texts fail`);
process.exit(failed === 0 ? 0 : 1);
