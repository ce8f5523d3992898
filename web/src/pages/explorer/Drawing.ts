import { createEdgeCurveProgram } from "@sigma/edge-curve";
import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import { createEdgeArrowProgram } from "sigma/rendering";

import { UNIT, type Place } from "./layout";
import { colorsOf, markOf } from "./marks";
import { drawHover, drawLabel, drawMarks, short, type Badge } from "./labels";
import { ShapeProgram } from "./program";
import type { Scene } from "./scene";
import type { Look } from "./state";
import { bends } from "./view";

/** Drawn coordinates never change with what is there: what is added does not move what one looks at. */
const SPAN = 5 * UNIT;

/**
 * Of more relationships than this nobody tells heads of arrows or bends from each other, which are dear to draw: only those of
 * what is picked or marked have them. All of them stand in the table.
 */
const CROWD = 2000;

/** Heads of arrows that can be seen on thin lines. */
const heads = { lengthToThicknessRatio: 4.5, widenessToThicknessRatio: 3.5 };

interface Handlers {
  pick: (id: string) => void;
  open: (id: string) => void;
  moved: (id: string, x: number, y: number) => void;
  /** Where one looks from, once it rests; null where everything is in sight by itself. */
  looked: (look: Look | null) => void;
}

/** How long a picture rests before it is said where one looks from. */
const REST = 400;

/** A picture on a canvas, which is kept as the scene says. */
export class Drawing {
  private graph = new MultiDirectedGraph();
  private sigma: Sigma;
  private scene: Scene | null = null;
  private badges = new Map<string, Badge>();
  private fitted = true;
  private moving = 0;
  /** Without motion everything is at its place at once. */
  private calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  private resting = 0;

  constructor(container: HTMLElement, on: Handlers, look: Look | null) {
    this.sigma = new Sigma(this.graph, container, {
      allowInvalidContainer: true,
      defaultEdgeType: "arrow",
      defaultNodeType: "shape",
      nodeProgramClasses: { shape: ShapeProgram },
      edgeProgramClasses: { arrow: createEdgeArrowProgram(heads), curve: createEdgeCurveProgram({ arrowHead: { extremity: "target", ...heads } }) },
      defaultDrawNodeLabel: drawLabel,
      defaultDrawNodeHover: drawHover,
      labelSize: 12,
      labelFont: "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
      edgeLabelSize: 11,
      edgeLabelFont: "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
      labelRenderedSizeThreshold: 6,
      labelDensity: 1,
      labelGridCellSize: 90,
      minCameraRatio: 0.05,
      maxCameraRatio: 100,
      zIndex: true,
      stagePadding: 0,
    });
    this.sigma.setCustomBBox({ x: [-SPAN, SPAN], y: [-SPAN, SPAN] });
    // Letters stand on what is picked as well, so over its layer. The type does not say that a layer can have a place; and a
    // new one has a size once all are resized.
    this.sigma.createCanvasContext("marks", { beforeLayer: "mouse" } as object);
    this.sigma.resize(true);
    this.sigma.on("afterRender", () => this.marks());
    this.sigma.on("clickNode", ({ node }) => on.pick(node));
    this.sigma.on("clickStage", () => on.pick(""));
    this.sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      on.open(node);
    });
    this.drags(on);
    if (look) this.from(look);
    this.sigma.getCamera().on("updated", () => {
      clearTimeout(this.resting);
      this.resting = window.setTimeout(() => {
        const { x, y, ratio } = this.sigma.getCamera().getState();
        on.looked(this.fitted ? null : { x, y, ratio });
      }, REST);
    });
  }

  /** Looks from where an address says; everything where it says nothing. */
  from(look: Look | null) {
    if (!look) return this.fitted ? undefined : this.fit();
    this.fitted = false;
    this.sigma.getCamera().setState(look);
  }

  /** A node that is dragged stays where it is let go. */
  private drags(on: Handlers) {
    let dragged = "";
    let moved = false;
    this.sigma.on("downNode", ({ node }) => {
      dragged = node;
      moved = false;
    });
    this.sigma.on("moveBody", ({ event }) => {
      if (!dragged) return;
      moved = true;
      this.fitted = false;
      const { x, y } = this.sigma.viewportToGraph(event);
      this.graph.mergeNodeAttributes(dragged, { x, y });
      event.preventSigmaDefault();
      event.original.preventDefault();
      event.original.stopPropagation();
    });
    const drop = () => {
      const id = dragged;
      dragged = "";
      if (!id || !moved) return;
      const { x, y } = this.graph.getNodeAttributes(id) as Place;
      on.moved(id, Math.round(x), Math.round(y));
    };
    this.sigma.on("upNode", drop);
    this.sigma.on("upStage", drop);
    for (const event of ["wheel", "mousemovebody"] as const)
      this.sigma.getMouseCaptor().on(event, () => {
        if (event === "wheel" || this.sigma.getMouseCaptor().isMoving) this.fitted = false;
      });
  }

  /** Draws another scene: adds what is new, drops what is gone, and changes the rest where it has to be. */
  show(scene: Scene) {
    const before = this.scene;
    this.scene = scene;
    const { graph } = this;
    const colors = colorsOf(scene.theme);
    if (before?.theme !== scene.theme)
      this.sigma.setSettings({ labelColor: { color: colors.text }, edgeLabelColor: { color: colors.quiet }, defaultEdgeColor: colors.edge });
    // Any setting makes the library look at everything anew.
    const labelled = scene.view.edges.length <= 80;
    if (this.sigma.getSetting("renderEdgeLabels") !== labelled) this.sigma.setSetting("renderEdgeLabels", labelled);

    const nodes = new Set(scene.view.nodes.map((n) => n.id));
    const edges = new Set(scene.view.edges.map((e) => e.id));
    const gone = graph.filterEdges((id) => !edges.has(id));
    for (const id of gone) graph.dropEdge(id);
    let changed = gone.length > 0;
    for (const id of graph.filterNodes((id) => !nodes.has(id))) {
      graph.dropNode(id);
      changed = true;
    }
    const targets = new Map<string, Place>();
    for (const n of scene.view.nodes) {
      const place = scene.places.get(n.id);
      if (!place) continue;
      const mark = markOf(n.type, scene.theme, scene.language);
      const label = n.id === scene.at ? n.label : short(n.label, 16);
      const attributes = { label, color: mark.color, shape: mark.shape, letter: mark.letter, ink: mark.ink, size: n.id === scene.at ? 15 : 12, highlighted: n.id === scene.at, forceLabel: scene.marked.has(n.id), theme: scene.theme };
      if (!graph.hasNode(n.id)) {
        graph.addNode(n.id, { x: place.x, y: place.y, ...attributes });
        changed = true;
      } else {
        const old = graph.getNodeAttributes(n.id);
        if (Math.abs((old.x as number) - place.x) > 0.5 || Math.abs((old.y as number) - place.y) > 0.5) targets.set(n.id, place);
        if (differs(old, attributes)) graph.mergeNodeAttributes(n.id, attributes);
      }
    }
    const bent = bends(scene.view.edges);
    const crowd = scene.view.edges.length > CROWD;
    for (const e of scene.view.edges) {
      if (!graph.hasNode(e.source) || !graph.hasNode(e.target)) continue;
      const strong = e.source === scene.at || e.target === scene.at || e.id === scene.edge || (scene.marked.has(e.source) && scene.marked.has(e.target));
      const plain = crowd && !strong;
      const bend = plain ? 0 : (bent.get(e.id) ?? 0);
      const attributes = { type: plain ? "line" : bend ? "curve" : "arrow", curvature: bend, label: scene.edgeLabels.get(e.id) ?? "", size: e.id === scene.edge ? 3 : strong ? 2 : 1, color: strong ? colors.strong : colors.edge, zIndex: strong ? 1 : 0, forceLabel: e.id === scene.edge };
      if (!graph.hasEdge(e.id)) graph.addEdgeWithKey(e.id, e.source, e.target, attributes);
      else if (differs(graph.getEdgeAttributes(e.id), attributes)) graph.mergeEdgeAttributes(e.id, attributes);
    }
    this.badges = scene.badges;
    this.move(targets);
    if ((changed || targets.size > 1) && this.fitted) this.fit();
    else this.sigma.scheduleRender();
  }

  /** Moves nodes to other places, within a moment where motion is wanted and there are not too many. */
  private move(to: Map<string, Place>) {
    cancelAnimationFrame(this.moving);
    if (to.size === 0) return;
    const from = new Map([...to.keys()].map((id) => [id, { ...(this.graph.getNodeAttributes(id) as Place) }]));
    const put = (t: number) =>
      this.graph.updateEachNodeAttributes(
        (id, old) => {
          const [a, b] = [from.get(id), to.get(id)];
          return a && b ? { ...old, x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t } : old;
        },
        { attributes: ["x", "y"] },
      );
    if (this.calm || this.graph.order > 500) return put(1);
    const begun = performance.now();
    const step = () => {
      const t = Math.min(1, (performance.now() - begun) / 350);
      put(t * (2 - t));
      if (t < 1) this.moving = requestAnimationFrame(step);
    };
    step();
  }

  /** Shows everything. */
  fit() {
    this.fitted = true;
    const places = this.scene ? this.scene.view.nodes.flatMap((n) => this.scene!.places.get(n.id) ?? []) : [];
    if (places.length === 0) return void this.sigma.scheduleRender();
    const { width, height } = this.sigma.getDimensions();
    const [x0, x1, y0, y1] = extent(places);
    const least = Math.min(width, height);
    const ratio = Math.max(0.9, ((x1 - x0 + 1.6 * UNIT) / (2 * SPAN)) * (least / width), ((y1 - y0 + 1.2 * UNIT) / (2 * SPAN)) * (least / height));
    this.look({ x: 0.5 + (x0 + x1) / 2 / (2 * SPAN), y: 0.5 + (y0 + y1) / 2 / (2 * SPAN), ratio });
  }

  /** Comes nearer, or goes further away. */
  zoom(by: number) {
    this.fitted = false;
    this.look({ ratio: this.sigma.getCamera().getBoundedRatio(this.sigma.getCamera().ratio / by) });
  }

  /** Brings a node to the middle, if it is not in sight. */
  seek(id: string) {
    const place = this.scene?.places.get(id);
    if (!place || !this.graph.hasNode(id)) return;
    const { x, y } = this.sigma.graphToViewport(place);
    const { width, height } = this.sigma.getDimensions();
    if (x > 20 && y > 20 && x < width - 20 && y < height - 20) return;
    this.fitted = false;
    this.look({ x: 0.5 + place.x / (2 * SPAN), y: 0.5 + place.y / (2 * SPAN) });
  }

  private look(to: { x?: number; y?: number; ratio?: number }) {
    const camera = this.sigma.getCamera();
    if (this.calm || this.graph.order > 500) {
      camera.setState(to);
      this.sigma.scheduleRender();
    } else void camera.animate(to, { duration: 300 });
  }

  private marks() {
    const context = this.sigma.getCanvases().marks?.getContext("2d");
    if (context && this.scene) drawMarks(context, this.sigma, this.badges, colorsOf(this.scene.theme));
  }

  kill() {
    cancelAnimationFrame(this.moving);
    clearTimeout(this.resting);
    this.sigma.kill();
  }
}

const differs = (old: Record<string, unknown>, next: Record<string, unknown>) => Object.keys(next).some((k) => old[k] !== next[k]);

function extent(places: readonly Place[]): [x0: number, x1: number, y0: number, y1: number] {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of places) {
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
  }
  return [x0, x1, y0, y1];
}
