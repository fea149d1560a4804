// node schema.mjs AJV_DIR WORK FAULTY: the schemas and workspaces that schema.sh made in WORK.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

const [ajvDir, work, faulty] = process.argv.slice(2);
const require = createRequire(join(ajvDir, 'node_modules/'));
const Ajv = require('ajv').default ?? require('ajv');
const addFormats = require('ajv-formats').default ?? require('ajv-formats');

let failed = 0;
const fail = (message) => {
  failed += 1;
  if (failed <= 20) console.log(message);
};
const read = (...path) => JSON.parse(readFileSync(join(work, ...path), 'utf8'));
const compiled = (name) => {
  const ajv = new Ajv({ strict: true, strictTypes: false, allowUnionTypes: true });
  addFormats(ajv);
  return ajv.compile(read(name));
};
const strict = compiled('strict.json');
const open = compiled('open.json');
const catalog = compiled('catalog.json');
const small = compiled('small.json');

// --- Only keywords of the strict subset, every object closed, everything in it required -------------------------------
const keywords = new Set(['type', 'properties', 'required', 'additionalProperties', 'items', 'maxItems', 'anyOf', 'enum', 'const', 'pattern', 'format', '$defs', '$ref']);
const inspect = (node, path) => {
  for (const key of Object.keys(node)) if (!keywords.has(key)) fail(`${path}: the keyword ${key}`);
  if (node.type === 'object') {
    if (node.additionalProperties !== false) fail(`${path}: an object that is not closed`);
    if (Object.keys(node.properties).join() !== (node.required ?? []).join()) fail(`${path}: what is not required`);
  }
  for (const [name, child] of Object.entries(node.properties ?? {})) inspect(child, `${path}/${name}`);
  for (const [name, child] of Object.entries(node.$defs ?? {})) inspect(child, `${path}/$defs/${name}`);
  (node.anyOf ?? []).forEach((child, index) => inspect(child, `${path}/${index}`));
  if (node.items) inspect(node.items, `${path}/items`);
};
for (const name of ['strict.json', 'catalog.json', 'small.json']) {
  const schema = read(name);
  if (schema.type !== 'object') fail(`${name}: the root is no object`);
  inspect(schema, name);
}

// --- What is compiled holds --------------------------------------------------------------------------------------------
const script = (folder, name) => readFileSync(join(work, folder, `${name}.dork`), 'utf8');
const withoutComments = (text) => text.replace(/'''[^]*?'''|'[^']*'/g, "''");
/// Why a workspace is not one that the schema describes; null where it is.
const beyond = (text) => {
  const bare = withoutComments(text);
  if (/@\{/.test(bare)) return 'attributes';
  if (/\bBLOCK\b/i.test(bare)) return 'BLOCK';
  if (/= *WEBHOOK\b/i.test(bare)) return 'an event that the script declares';
  return null;
};
const freeObject = (value) =>
  Array.isArray(value) ? value.some(freeObject) : value !== null && typeof value === 'object' && (('key' in value && 'value' in value && Object.keys(value).length === 2) ? freeObject(value.value) : true);
const hasFreeObject = (workspace) =>
  workspace.blocks.some((block) =>
    [...block.inputs, ...block.settings].some((entry) => entry.id === 'conditions' ? false : freeObject(entry.value)) ||
    (block.operations ?? []).some((operation) => freeObject(operation.value)) ||
    (block.form ?? []).some((item) => Object.keys(item.options).length > 0 || freeObject(item.values)));
const reasons = {};
const good = [];
for (const [folder, json] of [['scripts', 'json'], ['generated', 'generated-json']])
  for (const file of readdirSync(join(work, json)).sort()) {
    const name = basename(file, '.json');
    const workspace = read(json, file);
    const reason = beyond(script(folder, name)) ?? (name.startsWith('warning-unknown-file-input') ? 'an input that the storage lacks' : null);
    if (reason) {
      reasons[reason] = (reasons[reason] ?? 0) + 1;
      continue;
    }
    if (!open(workspace)) fail(`${name} is refused: ${JSON.stringify(open.errors.slice(-1))}`);
    if (hasFreeObject(workspace)) {
      reasons['objects with any keys: --open'] = (reasons['objects with any keys: --open'] ?? 0) + 1;
      if (strict(workspace)) fail(`${name} has objects with any keys and is accepted`);
    } else if (!strict(workspace)) {
      fail(`${name} is refused: ${JSON.stringify(strict.errors.slice(-1))}`);
    } else {
      good.push({ name, workspace });
    }
  }
// Actions that the script declares are not in the catalog, nor is a choice in other letters.
const guids = readFileSync(join(work, 'catalog.json'), 'utf8');
const known = (workspace) => workspace.blocks.every((block) => [block.endpoint_guid, block.snippet_guid].every((guid) => !guid || guids.includes(guid)));
const withNames = good.filter(({ name, workspace }) => known(workspace) && !name.startsWith('warning-unknown') && !name.startsWith('option-by-label'));
for (const { name, workspace } of withNames) if (!catalog(workspace)) fail(`${name} is refused with the catalog's names`);
const uses = (workspace) => workspace.blocks.filter((block) => block.type.match(/^(Endpoint|Snippet)Block$/)).map((block) => block.displayName);
const tiny = good.find(({ workspace }) => uses(workspace).length > 0 && uses(workspace).every((name) => / - List Apps( \d+)?$/.test(name) && name.startsWith('Qlik Cloud')));
if (tiny && !small(tiny.workspace)) fail(`${tiny.name} is refused by the small schema`);
const other = good.find(({ workspace }) => uses(workspace).some((name) => name.includes('List Users')));
if (other && small(other.workspace)) fail(`${other.name} uses more than the small schema has and is accepted`);

// --- What is broken does not -------------------------------------------------------------------------------------------
let state = 12345n;
const below = (count) => {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((state >> 33n) % BigInt(count));
};
const pick = (all) => all[below(all.length)];
const table = (block) => !/^(Endpoint|Snippet)Block$/.test(block.type);
const anyBlock = (w) => pick(w.blocks);
const blockWith = (w, holds) => {
  const all = w.blocks.filter(holds);
  return all.length > 0 ? pick(all) : null;
};
const anyEntry = (w, holds = () => true) => {
  const all = w.blocks.flatMap((block) => [...block.inputs, ...block.settings].filter((entry) => holds(entry, block)).map((entry) => ({ entry, block })));
  return all.length > 0 ? pick(all) : null;
};
/// Each breaks one rule; false where there is nothing to break.
const mutations = {
  'a block without a member': (w) => { const b = anyBlock(w); delete b[pick(Object.keys(b).filter((key) => !/^(loopBlockId|endpoint_role)$/.test(key)))]; },
  'a member that no block has': (w) => { anyBlock(w)[pick(['colour', 'Id', 'next', 'children', 'note'])] = null; },
  'an unknown type': (w) => { anyBlock(w).type = pick(['ShowBlok', 'showBlock', 'LoopBlock', '', 'Block']); },
  'an id that is none': (w) => { anyBlock(w).id = pick(['1', 'block1', '', null, 7]); },
  'an edge that leads to no id': (w) => { anyBlock(w).childId = pick(['next', 3, '', true]); },
  'a name that is no text': (w) => { anyBlock(w)[pick(['name', 'displayName'])] = pick([null, 5, {}]); },
  'a flag that is none': (w) => { anyBlock(w).disabled = pick(['false', 0, null]); },
  'a place that is none': (w) => { anyBlock(w)[pick(['x', 'y'])] = pick(['120', null]); },
  'inputs that are no list': (w) => { anyBlock(w)[pick(['inputs', 'settings', 'collapsed'])] = pick([null, {}, 'none']); },
  'a comment that is none': (w) => { anyBlock(w).comment = pick([5, [], false]); },
  'an input that the block lacks': (w) => { const e = anyEntry(w, (_, block) => table(block) && block.type !== 'StartBlock'); if (!e) return false; e.entry.id = pick(['imput', 'nothing', 'Value']); },
  'an entry without a member': (w) => { const e = anyEntry(w, (entry) => !('displayValue' in entry)); if (!e) return false; delete e.entry[pick(['id', 'value', 'type', 'structure'])]; },
  'an entry with one too many': (w) => { const e = anyEntry(w); if (!e) return false; e.entry.label = 'a'; },
  'another editor type': (w) => { const e = anyEntry(w, (entry, block) => table(block) && !('displayValue' in entry) && !entry.id.startsWith('webhook_param_')); if (!e) return false; e.entry.type = e.entry.type === 'custom' ? 'date' : 'custom'; },
  'a structure that is not empty': (w) => { const e = anyEntry(w); if (!e) return false; e.entry.structure = [{}]; },
  'an unknown choice': (w) => { const e = anyEntry(w, (entry, block) => table(block) && !('displayValue' in entry) && ['run_mode', 'display_mode', 'method', 'language', 'compare_mode', 'blendr_on_error', 'action', 'async'].includes(entry.id)); if (!e) return false; e.entry.value = pick(['nothing', 'STOP', 7]); },
  'a checkbox that holds a word': (w) => { const e = anyEntry(w, (entry, block) => table(block) && entry.type === 'checkbox'); if (!e) return false; e.entry.value = pick(['yes', 1, []]); },
  'a number that is none': (w) => { const e = anyEntry(w, (entry, block) => /^(SleepBlock)$/.test(block.type) && entry.id === 'time' && !('displayValue' in entry)); if (!e) return false; e.entry.value = pick(['soon', '-5', 30]); },
  'a number where a text stands': (w) => { const e = anyEntry(w); if (!e) return false; e.entry.value = pick([5, 1.5]); },
  'an unknown test': (w) => { const e = anyEntry(w, (entry) => entry.id === 'conditions'); if (!e || e.entry.value.conditions.length === 0) return false; e.entry.value.conditions[0].operator = pick(['==', 'contains', 'like', null]); },
  'tests joined otherwise': (w) => { const e = anyEntry(w, (entry) => entry.id === 'conditions'); if (!e) return false; e.entry.value.mode = pick(['any', 'and', null]); },
  'half a test': (w) => { const e = anyEntry(w, (entry) => entry.id === 'conditions'); if (!e || e.entry.value.conditions.length === 0) return false; delete e.entry.value.conditions[0].input2; },
  'an IF without an edge': (w) => { const b = blockWith(w, (block) => block.type === 'IfElseBlock'); if (!b) return false; delete b[pick(['childTrueId', 'childFalseId'])]; },
  'a loop without its edge': (w) => { const b = blockWith(w, (block) => table(block) && 'loopBlockId' in block); if (!b) return false; delete b.loopBlockId; },
  'a body of what cannot loop': (w) => { const b = blockWith(w, (block) => table(block) && !('loopBlockId' in block)); if (!b) return false; b.loopBlockId = null; },
  'an unknown operation': (w) => { const b = blockWith(w, (block) => block.operations?.length > 0); if (!b) return false; b.operations[0].id = pick(['increment', 'set', 'Add']); b.operations[0].name = 'Do'; },
  'a variable of no type': (w) => { if (w.variables.length === 0) return false; pick(w.variables).type = pick(['text', 'String', 'array', null]); },
  'a variable without a name': (w) => { if (w.variables.length === 0) return false; delete pick(w.variables)[pick(['name', 'guid', 'type'])]; },
  'a form of no kind': (w) => { const b = blockWith(w, (block) => block.form?.length > 0); if (!b) return false; b.form[0].type = pick(['text', 'checkbox', null]); },
  'no blocks': (w) => { if (below(2)) delete w.blocks; else w.blocks = {}; },
  'no variables': (w) => { if (below(2)) delete w.variables; else w.variables = null; },
  'more than a workspace': (w) => { w.version = 1; },
};
const names = Object.keys(mutations);
const seen = {};
let broken = 0;
while (broken < Number(faulty)) {
  const { name, workspace } = pick(good);
  const kind = names[broken % names.length];
  const copy = structuredClone(workspace);
  if (copy.blocks.length === 0 || mutations[kind](copy) === false) {
    // Nothing to break in this one: the next kind would get its turn twice, so another workspace is tried.
    seen[kind] ??= 0;
    if (++seen[kind] > 100000) throw new Error(`nothing to break: ${kind}`);
    continue;
  }
  broken += 1;
  if (strict(copy)) fail(`${name} is accepted with ${kind}`);
  if (open(copy)) fail(`${name} is accepted by the open schema with ${kind}`);
}
for (const [reason, count] of Object.entries(reasons)) console.log(`${count} not described: ${reason}`);
console.log(`${good.length} workspaces hold (${withNames.length} with the catalog's names), ${broken} broken ones of ${names.length} kinds: ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
