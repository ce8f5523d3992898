import { useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";

import { useWords } from "../../words/words";
import type { Drawing } from "./Drawing";
import { toSvg } from "./files";
import type { Scene } from "./scene";
import type { Look } from "./state";
import { words } from "./words";

/** What the buttons of the page do with the view. */
export interface Eye {
  fit: () => void;
  zoom: (by: number) => void;
}

/** Whether this browser draws by WebGL at all; offices have machines where it is off, and there the library cannot be loaded. */
const drawable = () => typeof WebGL2RenderingContext !== "undefined" && document.createElement("canvas").getContext("webgl2") !== null;

/** The picture. All of it stands in the tables beside, where every action is as well. */
export function Canvas({ scene, eye, look, onPick, onOpen, onMoved, onLooked }: { scene: Scene; eye: Ref<Eye>; look: Look | null; onPick: (id: string) => void; onOpen: (id: string) => void; onMoved: (id: string, x: number, y: number) => void; onLooked: (look: Look | null) => void }) {
  const w = useWords(words);
  const at = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const [can] = useState(drawable);
  const on = useRef({ onPick, onOpen, onMoved, onLooked });
  on.current = { onPick, onOpen, onMoved, onLooked };
  const looks = useRef(look); // as the drawing has it: what it said itself is not said back to it

  const latest = useRef(scene);
  latest.current = scene;
  useEffect(() => {
    if (!can) return;
    let over = false;
    void import("./Drawing").then(({ Drawing }) => {
      if (over || !at.current) return;
      drawing.current = new Drawing(at.current, { pick: (id) => on.current.onPick(id), open: (id) => on.current.onOpen(id), moved: (...m) => on.current.onMoved(...m), looked: (to) => sameLook(to, looks.current) || ((looks.current = to), on.current.onLooked(to)) }, looks.current);
      drawing.current.show(latest.current);
    });
    return () => {
      over = true;
      drawing.current?.kill();
      drawing.current = null;
    };
  }, [can]);
  useEffect(() => drawing.current?.show(scene), [scene]);
  useEffect(() => drawing.current?.seek(scene.at), [scene.at]);
  useEffect(() => {
    if (sameLook(look, looks.current)) return;
    looks.current = look;
    drawing.current?.from(look);
  }, [look]);
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

/** Whether two looks are the same as an address can say them. */
const sameLook = (a: Look | null, b: Look | null) => a === b || (a !== null && b !== null && Math.abs(a.x - b.x) < 1e-4 && Math.abs(a.y - b.y) < 1e-4 && Math.abs(a.ratio - b.ratio) < 1e-4);
