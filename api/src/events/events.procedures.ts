import * as v from 'valibot';
import { idSchema } from '@foyer/shared/fields';
import { writeAndTell } from '../context.ts';
import type { TenantTx } from '../db/tenant.ts';
import { router, signedInProcedure, type RequestContext, type SignedIn } from '../trpc.ts';
import { checkEditor, missing } from './event-editor.ts';
import { endEvent, startEvent, type StartOutcome } from './event-start.writes.ts';

const eventSchema = v.object({ organisationId: idSchema, eventId: idSchema });
type EventInput = v.InferOutput<typeof eventSchema>;

/** What a press on Start comes to. `another_live` names the event that must end first. */
export type StartAnswer = Exclude<StartOutcome, { outcome: 'missing' | 'not_due' }>;

/** Starting and ending need the network: which event is live is decided in one place. */
export const eventsRouter = router({
	start: signedInProcedure.input(eventSchema).mutation(({ ctx, input }): Promise<StartAnswer> =>
		asEditor(ctx, input, async (tx, now) => {
			const answer = await startEvent(tx, { ...input, now, by: 'hand' });
			if (answer.outcome === 'missing' || answer.outcome === 'not_due') throw missing();
			return answer;
		})
	),

	end: signedInProcedure
		.input(eventSchema)
		.mutation(({ ctx, input }): Promise<{ outcome: 'ended' | 'not_live' }> =>
			asEditor(ctx, input, async (tx, now) => ({
				outcome: (await endEvent(tx, { ...input, now, by: 'hand' })) ? 'ended' : 'not_live'
			}))
		)
});

/** Runs with the organisation's rows if the user may edit the event there; what is foreign is missing. */
function asEditor<T>(
	ctx: RequestContext & { signedIn: SignedIn },
	{ organisationId, eventId }: EventInput,
	run: (tx: TenantTx, now: number) => Promise<T>
): Promise<T> {
	const now = ctx.now();
	return writeAndTell(ctx, organisationId, async (tx) => {
		await checkEditor(tx, { organisationId, eventId }, ctx);
		return run(tx, now);
	});
}
