import { relax, type Task } from "./relax";

// Laying out takes seconds where there are thousands of nodes; the page stays usable meanwhile.
self.onmessage = ({ data }: MessageEvent<{ name: string; task: Task }>) => self.postMessage({ name: data.name, places: relax(data.task) });
