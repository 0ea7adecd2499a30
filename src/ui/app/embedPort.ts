/** The door for the page that embeds this one. It opens only when the address names that page's origin. */
import { isLens } from '#scene/model.ts';
import { readEmbedMessage, type FromEmbed, type ToEmbed } from '#share/embed.ts';
import { applyText } from '../editor/apply.ts';
import { openFile } from '../editor/files.ts';
import { flyTo } from '../map/flight.ts';
import { useMirror } from '../mirror/store.ts';
import { kubectlText } from '../terminal/kubectl.ts';
import { pageOptions } from '../view/options.ts';
import { refOfText, useView } from '../view/store.ts';
import { clientOf, type Playground } from '../world.ts';
import { idOf } from '#scene/model.ts';

const tellEveryMs = 250;
const changesMax = 200;

interface Done {
  readonly ok: boolean;
  readonly text: string;
}

const done: Done = { ok: true, text: '' };

export function connectEmbed(world: Playground): () => void {
  const { host } = pageOptions;
  if (host === undefined || window.parent === window) return () => undefined;
  const post = (message: FromEmbed): void => window.parent.postMessage(message, host);
  const onMessage = (event: MessageEvent<unknown>): void => {
    if (event.origin !== host || event.source !== window.parent) return;
    const message = readEmbedMessage(event.data);
    if (message === undefined) return;
    void act(world, message).then(({ ok, text }) => {
      if (message.id !== undefined) post({ orrery: 1, type: 'answer', id: message.id, ok, text });
    });
  };
  window.addEventListener('message', onMessage);
  const stops = [tellNews(post), useView.subscribe((view, before) => tellSelected(post, view.selected, before.selected))];
  post({ orrery: 1, type: 'ready' });
  return () => {
    window.removeEventListener('message', onMessage);
    for (const stop of stops) stop();
  };
}

async function act(world: Playground, message: ToEmbed): Promise<Done> {
  const { clock } = world;
  switch (message.do) {
    case 'apply': {
      if (pageOptions.readonly) return { ok: false, text: 'read-only' };
      openFile('embedded.yaml', message.yaml);
      const answer = await applyText(clientOf(world), 'embedded.yaml', message.yaml);
      return { ok: answer.isOk, text: answer.text };
    }
    case 'kubectl': {
      if (pageOptions.readonly) return { ok: false, text: 'read-only' };
      const told = await kubectlText(clientOf(world), message.argv);
      return { ok: told.code === 0, text: `${told.stdout}${told.stderr}` };
    }
    case 'play':
      clock.play();
      return done;
    case 'pause':
      clock.pause();
      return done;
    case 'step':
      clock.step();
      return done;
    case 'seek':
      clock.seek(message.at);
      return done;
    case 'speed':
      clock.speed(message.factor);
      return done;
    case 'select': {
      const ref = refOfText(message.ref);
      if (ref !== undefined) flyTo(ref);
      return { ok: ref !== undefined, text: '' };
    }
    case 'lens':
      if (!isLens(message.lens)) return { ok: false, text: `no lens ${message.lens}` };
      useView.setState({ lens: message.lens });
      return done;
  }
}

function tellSelected(post: (message: FromEmbed) => void, now: ReturnType<typeof refOfText>, before: ReturnType<typeof refOfText>): void {
  if (now === before) return;
  post({ orrery: 1, type: 'selected', ref: now === undefined ? undefined : idOf(now.kind, now.namespace, now.name) });
}

/** Tells what changed and what time it is, a few times a second at most. */
function tellNews(post: (message: FromEmbed) => void): () => void {
  let told = useMirror.getState();
  const timer = window.setInterval(() => {
    const picture = useMirror.getState();
    if (picture === told) return;
    const newest = told.history.at(-1)?.revision ?? -1;
    const news = picture.history.filter((entry) => entry.revision > newest).slice(-changesMax);
    const changes = news.map(({ at, type, kind, namespace, name, by }) => ({ at, type, ref: idOf(kind, namespace, name), by }));
    if (changes.length > 0) post({ orrery: 1, type: 'changes', changes });
    if (picture.now !== told.now || picture.playing !== told.playing)
      post({ orrery: 1, type: 'clock', now: picture.now, playing: picture.playing });
    told = picture;
  }, tellEveryMs);
  return () => window.clearInterval(timer);
}
