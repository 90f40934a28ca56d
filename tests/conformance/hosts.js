// Hosts of this run, each with settings of its own, on ports that the system chooses.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Hosts {
  #program;
  #running = [];
  #folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  #key = join(this.#folder, 'key.pem');
  #certificate = join(this.#folder, 'cert.pem');

  constructor(program) {
    this.#program = program;
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', this.#key, '-out', this.#certificate, '-days', '2', '-subj', '/CN=localhost'],
      { stdio: 'ignore' });
  }

  /** Starts a host. Settings are as in the environment, without their prefix; `urls` are where it listens. */
  async start(settings = {}, urls = 'http://127.0.0.1:0;https://127.0.0.1:0') {
    const own = Object.entries({ ...settings, TLS__CERTIFICATE: this.#certificate, TLS__KEY: this.#key }).map(([name, value]) => [`MARKETFLOW__${name}`, value]);
    const others = Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith('MARKETFLOW__'));
    const server = spawn('dotnet', [this.#program, '--urls', urls], { env: Object.fromEntries([...others, ...own]) });
    this.#running.push(server);
    server.stderr.pipe(process.stderr);
    const greeting = await new Promise((resolve, reject) => {
      let text = '';
      server.stdout.on('data', more => (text += more).includes('Ctrl-C') && resolve(text));
      server.on('exit', code => reject(new Error(`the host ended with ${code}: ${text}`)));
    });
    const [http, https] = ['http', 'https'].map(scheme => new RegExp(`status +(${scheme}://[^/]+)/`).exec(greeting)[1]);
    return {
      plain: http.replace('http', 'ws'),
      tls: https.replace('https', 'wss'),
      /** The account of all its clients so far: events received for them, emitted to them, held. */
      account: async () => (await (await fetch(`${http}/api/ledger`)).json()).stages.find(stage => stage.stage === 'clients'),
      stop: () => server.removeAllListeners('exit').kill('SIGTERM'),
      /** Stops it as a service manager does, and starts another one on the same ports once it has ended. */
      restart: async () => {
        const ended = new Promise(resolve => server.removeAllListeners('exit').on('exit', resolve));
        server.kill('SIGTERM');
        await ended;
        return this.start(settings, `${http};${https}`);
      },
    };
  }

  stop() {
    this.#running.forEach(server => server.removeAllListeners('exit').kill('SIGTERM'));
    rmSync(this.#folder, { recursive: true });
  }
}
