import { createHmac, sign } from 'node:crypto';

type Claims = Readonly<Record<string, unknown>>;

const encoded = (part: Claims): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A JSON Web Token (RFC 7519) signed with a shared secret. */
export function signHs256(claims: Claims, secret: string): string {
	const signed = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}`;
	return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** A JSON Web Token signed with a private key (PEM), which `keyId` names to who checks it. */
export function signRs256(claims: Claims, privateKey: string, keyId: string): string {
	const signed = `${encoded({ alg: 'RS256', kid: keyId, typ: 'JWT' })}.${encoded(claims)}`;
	return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
}
