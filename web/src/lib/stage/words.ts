import type { OpenStage, StageSaid } from '@foyer/shared/pages';
import type { RoleKind } from '@foyer/shared/roles';
import { m } from '#lib/paraglide/messages.js';

export const kindWords: Record<RoleKind, () => string> = {
	presenter: m.stage_presenter,
	speaker: m.stage_speaker,
	moderator: m.stage_moderator
};

const saidWords: Record<Exclude<StageSaid, 'another_live'>, () => string> = {
	started: m.stage_said_started,
	ended: m.stage_said_ended,
	told: m.stage_said_told,
	not_scheduled: m.stage_said_not_scheduled,
	not_live: m.stage_said_not_live,
	not_allowed: m.stage_said_not_allowed,
	too_long: m.stage_said_too_long,
	no_room: m.stage_said_no_room,
	room_unavailable: m.stage_said_room_unavailable
};

/** What became of what was just asked for; null where nothing was, or it is no longer so. */
export function saidWord({ said, otherLive, status }: OpenStage): string | null {
	if (said === null) return null;
	if (said === 'another_live')
		return otherLive === null
			? m.stage_said_another_live_before()
			: m.stage_said_another_live({ title: otherLive });
	if (said === 'started' && status !== 'live') return null;
	return saidWords[said]();
}

export const isGood = (said: StageSaid | null): boolean =>
	said === 'started' || said === 'ended' || said === 'told';
