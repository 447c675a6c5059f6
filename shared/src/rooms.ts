import * as v from 'valibot';
import { isRoomUrl } from './events.ts';
import { lineSchema } from './fields.ts';

/** What makes rooms: a Jitsi of one's own, Jitsi as a Service, a BigBlueButton. */
export const roomServerKinds = ['jitsi', 'jaas', 'bigbluebutton'] as const;
export type RoomServerKind = (typeof roomServerKinds)[number];

/** What of a room server who edits events chooses by. */
export interface RoomServerChoice {
	id: string;
	kind: RoomServerKind;
	name: string;
}

/** Where Jitsi as a Service has its rooms. */
export const jaasUrl = 'https://8x8.vc';

const requiredLine = (longest: number) => v.pipe(lineSchema(longest), v.minLength(1, 'required'));

const baseUrlSchema = v.pipe(
	v.string(),
	v.trim(),
	v.maxLength(500, 'too_long'),
	v.check((text) => isRoomUrl(text) && !/[?#]/.test(text), 'room_url_not_https')
);

const sharedSecretSchema = v.pipe(
	v.string(),
	v.trim(),
	v.minLength(1, 'required'),
	v.maxLength(500, 'too_long')
);

const privateKeySchema = v.pipe(
	v.string(),
	v.trim(),
	v.minLength(1, 'required'),
	v.maxLength(10_000, 'too_long'),
	v.regex(
		/^-----BEGIN (?:RSA )?PRIVATE KEY-----\s[\s\S]+\s-----END (?:RSA )?PRIVATE KEY-----$/,
		'private_key_malformed'
	)
);

/** A room server as its host describes it; a secret of null leaves the one that is kept. */
export const roomServerSchema = v.variant('kind', [
	v.object({
		kind: v.literal('jitsi'),
		name: requiredLine(80),
		baseUrl: baseUrlSchema,
		appId: requiredLine(200),
		secret: v.nullable(sharedSecretSchema)
	}),
	v.object({
		kind: v.literal('jaas'),
		name: requiredLine(80),
		appId: v.pipe(requiredLine(200), v.regex(/^[\w-]+$/, 'app_id_malformed')),
		keyId: requiredLine(200),
		secret: v.nullable(privateKeySchema)
	}),
	v.object({
		kind: v.literal('bigbluebutton'),
		name: requiredLine(80),
		baseUrl: baseUrlSchema,
		secret: v.nullable(sharedSecretSchema)
	})
]);
export type RoomServerFields = v.InferOutput<typeof roomServerSchema>;
