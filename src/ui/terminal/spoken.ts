/** What a command was about: the objects it read or wrote that a person named, so that the map can show them. */
import type { Client } from '#api/client.ts';
import { idOf } from '#scene/model.ts';
import { useScene } from '../map/sceneStore.ts';
import { useView } from '../view/store.ts';
import { isAbout, tellingClient } from '../clients.ts';

/** The client for one command; what it is about lights up on the map until another command is about something. */
export function spokenClient(client: Client, args: readonly string[]): Client {
  let ids: ReadonlySet<string> = new Set();
  return tellingClient(client, ({ kind, metadata: { namespace, name } }, verb) => {
    if (kind === 'Event' || !isAbout(args, name, verb)) return;
    const id = idOf(kind, namespace, name);
    ids = new Set([...ids, useScene.getState().scene.shownBy.get(id) ?? id]);
    useView.setState({ spoken: ids });
  });
}
