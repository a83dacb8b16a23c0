import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Agent, request } from 'undici';
import { parse } from 'yaml';
import { z } from 'zod';
import { throwAwayCredentials } from '../../../stage/credentials';

/**
 * Stands in for the EKS Pod Identity agent: at its address and with its protocol it takes the token of a pod, has the
 * API server say whether it is one, and answers with credentials that no AWS account knows. The true agent hands the
 * token to AWS, which says what role the pod's service account has.
 */

const kubeconfigSchema = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.string(), 'certificate-authority': z.string() }) })]),
  users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]),
});
const reviewSchema = z.object({ status: z.object({ authenticated: z.boolean().optional() }) });

const [kubeconfig = '', address = '', audience = ''] = process.argv.slice(2);
const { clusters, users } = kubeconfigSchema.parse(parse(readFileSync(kubeconfig, 'utf8')));
const { 'certificate-authority': authority, server } = clusters[0].cluster;
const dispatcher = new Agent({ connect: { ca: readFileSync(authority) } });

async function isPod(token: string): Promise<boolean> {
  const { body } = await request(`${server}/apis/authentication.k8s.io/v1/tokenreviews`, {
    dispatcher,
    method: 'POST',
    headers: { authorization: `Bearer ${users[0].user.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenReview',
      spec: { token, audiences: [audience] },
    }),
  });
  return reviewSchema.parse(await body.json()).status.authenticated === true;
}

async function answer(path: string, token: string): Promise<{ status: number; body: string }> {
  if (path !== '/v1/credentials') return { status: 404, body: 'not found' };
  if (token === '' || !(await isPod(token))) return { status: 400, body: 'the token is not one of a pod' };
  return { status: 200, body: JSON.stringify(throwAwayCredentials().document) };
}

createServer((incoming, outgoing) => {
  answer(incoming.url ?? '', incoming.headers.authorization ?? '').then(
    ({ body, status }) => outgoing.writeHead(status, { 'content-type': 'application/json' }).end(body),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      outgoing.writeHead(500).end();
    },
  );
}).listen(80, address);
