import { useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";

import { useWords } from "../../words/words";
import { Drawing, drawable } from "./Drawing";
import { toSvg } from "./files";
import type { Scene } from "./scene";
import { words } from "./words";

/** What the page does with the view alone, and no address has. */
export interface Eye {
  fit: () => void;
  zoom: (by: number) => void;
}

/** The picture. All of it stands in the tables beside, where every action is as well. */
export function Canvas({ scene, eye, onPick, onOpen, onMoved }: { scene: Scene; eye: Ref<Eye>; onPick: (id: string) => void; onOpen: (id: string) => void; onMoved: (id: string, x: number, y: number) => void }) {
  const w = useWords(words);
  const at = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const [can] = useState(drawable);
  const on = useRef({ onPick, onOpen, onMoved });
  on.current = { onPick, onOpen, onMoved };

  useEffect(() => {
    if (!can || !at.current) return;
    const made = new Drawing(at.current, { pick: (id) => on.current.onPick(id), open: (id) => on.current.onOpen(id), moved: (...m) => on.current.onMoved(...m) });
    drawing.current = made;
    return () => {
      drawing.current = null;
      made.kill();
    };
  }, [can]);
  useEffect(() => drawing.current?.show(scene), [scene, can]);
  useEffect(() => drawing.current?.seek(scene.at), [scene.at]);
  useImperativeHandle(eye, () => ({ fit: () => drawing.current?.fit(), zoom: (by) => drawing.current?.zoom(by) }), []);

  const name = w.picture(scene.view.nodes.length, scene.view.edges.length);
  if (!can) {
    return (
      <figure className="canvas">
        <figcaption className="quiet">{w.noWebGL}</figcaption>
        <img alt={name} src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(toSvg(scene))}`} />
      </figure>
    );
  }
  return <div className="canvas" role="img" aria-label={name} ref={at} />;
}
