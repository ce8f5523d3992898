import { App, Button, Space } from "antd";

import { useWords } from "../../words/words";
import { save, toGraphML, toPng, toSvg } from "./files";
import type { Scene } from "./scene";
import { words } from "./words";

interface Props {
  scene: Scene;
  undo: (() => void) | null;
  redo: (() => void) | null;
  layout: () => void;
  clear: () => void;
  fit: () => void;
  zoom: (by: number) => void;
}

/** What is done with the whole picture. */
export function Toolbar({ scene, undo, redo, layout, clear, fit, zoom }: Props) {
  const w = useWords(words);
  const { message } = App.useApp();
  const empty = scene.view.nodes.length === 0;
  const share = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      void message.success(w.shared);
    } catch {
      void message.info(w.notShared);
    }
  };
  return (
    <div className="toolbar" role="toolbar" aria-label={w.whatTo}>
      <Space.Compact>
        <Button disabled={!undo} onClick={() => undo?.()}>{w.undo}</Button>
        <Button disabled={!redo} onClick={() => redo?.()}>{w.redo}</Button>
      </Space.Compact>
      <Button disabled={empty} title={w.layoutHelp} onClick={layout}>{w.layout}</Button>
      <Space.Compact>
        <Button disabled={empty} onClick={fit}>{w.fit}</Button>
        <Button disabled={empty} aria-label={w.closer} title={w.closer} onClick={() => zoom(1.5)}>＋</Button>
        <Button disabled={empty} aria-label={w.farther} title={w.farther} onClick={() => zoom(1 / 1.5)}>－</Button>
      </Space.Compact>
      <Space.Compact>
        <Button disabled={empty} aria-label={w.exportAs("PNG")} title={w.exportAs("PNG")} onClick={() => void toPng(scene).then((png) => save(`${w.fileName}.png`, png))}>PNG</Button>
        <Button disabled={empty} aria-label={w.exportAs("SVG")} title={w.exportAs("SVG")} onClick={() => save(`${w.fileName}.svg`, new Blob([toSvg(scene)], { type: "image/svg+xml" }))}>SVG</Button>
        <Button disabled={empty} aria-label={w.exportAs("GraphML")} title={w.exportAs("GraphML")} onClick={() => save(`${w.fileName}.graphml`, new Blob([toGraphML(scene)], { type: "application/xml" }))}>GraphML</Button>
      </Space.Compact>
      <Button title={w.shareHelp} onClick={() => void share()}>{w.share}</Button>
      <Button disabled={empty} onClick={clear}>{w.clear}</Button>
    </div>
  );
}
