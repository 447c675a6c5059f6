import type { RoomServerKind } from '@foyer/shared/rooms';
import { problemWords } from '#lib/i18n/refusals.ts';
import { m } from '#lib/paraglide/messages.js';

export const kindNames: Record<RoomServerKind, () => string> = {
	jitsi: m.rooms_kind_jitsi,
	jaas: m.rooms_kind_jaas,
	bigbluebutton: m.rooms_kind_bigbluebutton
};

const problems: Record<string, () => string> = {
	private_key_malformed: m.rooms_problem_private_key,
	app_id_malformed: m.rooms_problem_tenant,
	unreachable: m.rooms_unreachable
};

/** What stands against a room server, by the code that a schema or the server gives. */
export const roomProblemWords = (code: string): string => problems[code]?.() ?? problemWords(code);
