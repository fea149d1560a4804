// A copilot's back end: one `dork serve --stdio` for all requests. Node's standard library alone.
// usage: node examples/serve.mjs [PROGRAM]
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export class Dork {
  #process;
  #waiting = new Map();
  #number = 0;

  constructor(program = 'dork', ...options) {
    this.#process = spawn(program, ['serve', '--stdio', ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.#process.stdout }).on('line', (line) => {
      const { id, ok, result, error } = JSON.parse(line);
      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (ok) resolve(result);
      else reject(new Error(`${error.code}: ${error.message}`));
    });
  }

  // Requests may be sent before earlier ones are answered.
  ask(what, fields = {}) {
    const id = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.stdin.write(`${JSON.stringify({ id, do: what, ...fields })}\n`);
    });
  }

  close() {
    this.#process.stdin.end();
    return new Promise((resolve) => this.#process.on('close', resolve));
  }
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const dork = new Dork(process.argv[2]);
  const script = "FOR EACH apps IN qlik.listApp() OUTPUT apps.item.name; NEXT";
  const { checks, diagnostics } = await dork.ask('check', { text: script });
  console.log(checks, diagnostics[0].code, diagnostics[0].help);
  const fixed = script.replace(/listApp\b/, 'listApps');
  const [formatted, run] = await Promise.all([dork.ask('format', { text: fixed }), dork.ask('run', { text: fixed, max_steps: 1000 })]);
  console.log(formatted.text);
  console.log(run.run.status, run.run.outputs.length > 0);
  await dork.ask('chek', {}).catch((error) => console.log(error.message));
  process.exitCode = await dork.close();
}
