// Checks SARIF files against the SARIF 2.1.0 schema and the rules that a schema cannot say.
// Needs `npm install @microsoft/jest-sarif` (it brings the schema and ajv) in the working directory or on NODE_PATH.
//
//   node check-sarif.mjs FILE…      exit code 0: all valid, 1: some are not, 2: wrong usage
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: check-sarif.mjs FILE…');
  process.exit(2);
}

const here = createRequire(join(process.cwd(), 'package.json'));
const sarif = createRequire(here.resolve('@microsoft/jest-sarif/package.json'));
const Ajv = sarif('ajv');
const ajv = new Ajv({ schemaId: 'id', meta: false, allErrors: true });
ajv.addMetaSchema(sarif('ajv/lib/refs/json-schema-draft-04.json'));
const valid = ajv.compile(sarif('./lib/schemas/sarif-2.1.0-rtm.5.json'));

function* regions(node) {
  if (node === null || typeof node !== 'object') return;
  if ('startLine' in node) yield node;
  for (const child of Object.values(node)) yield* regions(child);
}

function* problems(log) {
  if (!valid(log)) {
    yield* valid.errors.map((error) => `${error.dataPath || '/'} ${error.message}`);
    return;
  }
  for (const [r, run] of log.runs.entries()) {
    const rules = run.tool.driver.rules ?? [];
    for (const [i, result] of run.results.entries()) {
      const where = `runs[${r}].results[${i}]`;
      if (rules[result.ruleIndex]?.id !== result.ruleId) yield `${where} ruleIndex is not the index of ruleId`;
      for (const region of regions(result)) {
        const lines = region.endLine - region.startLine;
        const backward = lines < 0 || (lines === 0 && region.endColumn < region.startColumn);
        if (backward) yield `${where} a region ends before it starts`;
      }
    }
  }
}

let failed = false;
for (const file of files) {
  for (const problem of problems(JSON.parse(readFileSync(file, 'utf8')))) {
    console.error(`${file}: ${problem}`);
    failed = true;
  }
}
process.exit(failed ? 1 : 0);
