import { createPrivateKey } from 'node:crypto';
import { TRPCError } from '@trpc/server';
import * as v from 'valibot';
import { idSchema } from '@foyer/shared/fields';
import { roomServerSchema, type RoomServerFields } from '@foyer/shared/rooms';
import { readMe } from '../accounts/accounts.reads.ts';
import { missing } from '../events/event-editor.ts';
import { router, signedInProcedure, type RequestContext } from '../trpc.ts';
import { readAsEditor, readAsHost, writeAsHost } from './room-rights.ts';
import { readEventInRoom, readRoomServers, type RoomServer } from './room-servers.reads.ts';
import { RoomUnavailable } from './rooms.ts';
import { addRoomServer, changeRoomServer, removeRoomServer } from './room-servers.writes.ts';

const organisationSchema = v.object({ organisationId: idSchema });
const eventSchema = v.object({ organisationId: idSchema, eventId: idSchema });
const serverKeySchema = v.object({ organisationId: idSchema, id: idSchema });

const malformed = (message: string): TRPCError => new TRPCError({ code: 'BAD_REQUEST', message });

/** What a press on Open the room comes to: a link for this press alone. */
export type RoomEntry = { outcome: 'link'; url: string } | { outcome: 'unavailable' };

/**
 * An organisation's room servers are its host's alone; their secrets go in and never come out. Who edits an
 * event knows them by name, with who they are in the organisation, and enters its room as a moderator.
 */
export const roomsRouter = router({
	servers: signedInProcedure
		.input(organisationSchema)
		.query(({ ctx, input: { organisationId } }): Promise<RoomServer[]> =>
			readAsHost(ctx, organisationId, (tx) => readRoomServers(tx, organisationId))
		),

	enter: signedInProcedure
		.input(eventSchema)
		.mutation(async ({ ctx, input }): Promise<RoomEntry> => {
			const { organisationId, eventId } = input;
			const { userId } = ctx.signedIn;
			const event = await readAsEditor(ctx, input, (tx) =>
				readEventInRoom(tx, organisationId, eventId)
			);
			if (!event?.room) throw missing();
			const me = await readMe(ctx, userId);
			if (!me) throw missing();
			try {
				const participant = { id: userId, name: me.user.name, moderator: true, guest: false };
				const url = await ctx.rooms.link(organisationId, event, event.room, participant);
				return { outcome: 'link', url };
			} catch (err) {
				if (!(err instanceof RoomUnavailable)) throw err;
				ctx.log.warn({ err, eventId }, 'no link into a room made');
				return { outcome: 'unavailable' };
			}
		}),

	addServer: signedInProcedure
		.input(v.object({ organisationId: idSchema, server: roomServerSchema }))
		.mutation(({ ctx, input: { organisationId, server } }): Promise<{ id: string }> => {
			const { secret } = server;
			if (secret === null) throw malformed('required');
			checkKey(server);
			const key = { organisationId, id: ctx.newId() };
			return writeAsHost(ctx, organisationId, async (tx) => {
				await addRoomServer(tx, key, { ...server, secret }, sealing(ctx));
				return { id: key.id };
			});
		}),

	changeServer: signedInProcedure
		.input(v.object({ ...serverKeySchema.entries, server: roomServerSchema }))
		.mutation(({ ctx, input: { server, ...key } }): Promise<void> => {
			checkKey(server);
			return writeAsHost(ctx, key.organisationId, async (tx) => {
				if (!(await changeRoomServer(tx, key, server, ctx.config.secret))) throw missing();
			});
		}),

	removeServer: signedInProcedure.input(serverKeySchema).mutation(({ ctx, input }): Promise<void> =>
		writeAsHost(ctx, input.organisationId, async (tx) => {
			if (!(await removeRoomServer(tx, input))) throw missing();
		})
	)
});

const sealing = ({ config, now }: RequestContext) => ({ secret: config.secret, now: now() });

/** A private key that signs nothing is said now, not at the door. */
function checkKey(server: RoomServerFields): void {
	if (server.kind !== 'jaas' || server.secret === null) return;
	try {
		if (createPrivateKey(server.secret).asymmetricKeyType === 'rsa') return;
	} catch {
		// Said below, without the parser's words.
	}
	throw malformed('private_key_malformed');
}
