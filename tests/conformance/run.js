// Starts the host on its simulated market and lets the vendors' own clients talk to it.
// usage: node run.js PATH_TO_marketflow.dll [MATRIX.md]
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { alpaca3, alpaca4 } from './alpaca.js';
import { massive } from './massive.js';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the certificate is made here, for this run alone
const [, , host, matrix] = process.argv;
const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=localhost'], { stdio: 'ignore' });

const [plain, tls] = ['127.0.0.1:8795', '127.0.0.1:8796'];
const server = spawn('dotnet', [host, '--urls', `http://${plain};https://${tls}`], {
  env: { ...process.env, MARKETFLOW__TLS__CERTIFICATE: certificate, MARKETFLOW__TLS__KEY: key },
});
await new Promise((resolve, reject) => {
  server.stdout.on('data', text => String(text).includes('MarketFlow is running') && resolve());
  server.on('exit', code => reject(new Error(`the host ended with ${code}`)));
  server.stderr.pipe(process.stderr);
});

const rows = [];
try {
  const require = createRequire(import.meta.url);
  rows.push(...await massive('@massive.com/client-js 10.8.0', (await import('@massive.com/client-js')).websocketClient, `ws://${plain}`));
  rows.push(...await massive('@polygon.io/client-js 8.2.0', (await import('polygon')).websocketClient, `ws://${plain}`));
  const version4 = await import('alpaca4');
  rows.push(...await alpaca4(version4.Alpaca ?? version4.default, `ws://${plain}`));
  const version3 = require('alpaca3');
  rows.push(...await alpaca3(version3.default ?? version3, `https://${tls}`));
} finally {
  server.removeAllListeners('exit');
  server.kill('SIGTERM');
  rmSync(folder, { recursive: true });
}

rows.forEach(row => console.log(`${row.ok ? 'passed' : 'FAILED'}  ${row.client}: ${row.what}`));
if (matrix) {
  writeFileSync(matrix, [
    '# Conformance', '',
    "What the vendors' own npm clients did against the host, on its simulated market; they changed nothing but the URL.",
    'Written by `tests/conformance/run.js`; `.ci/run` repeats it.', '',
    '| client | what | result |', '|---|---|---|',
    ...rows.map(row => `| ${row.client} | ${row.what} | ${row.ok ? 'passed' : '**failed**'} |`), ''].join('\n'));
}

const failed = rows.filter(row => !row.ok).length;
console.log(`${rows.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
