import { NodeProgram } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";

import { reach } from "./marks";

const uniforms = ["u_sizeRatio", "u_correctionRatio", "u_matrix"] as const;

/** One triangle around each node; the fragment shader cuts out a circle or a polygon of some corners. */
const vertex = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute float a_angle;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec2 v_at;
varying float v_shape;
varying float v_border;
const float bias = 255.0 / 254.0;
void main() {
  float size = a_size * u_correctionRatio / u_sizeRatio * 4.0;
  vec2 off = size * vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + off, 1)).xy, 0, 1);
  // In radii of the shape: the triangle's corners are 2 away from the middle, its sides 1.
  v_at = 2.0 * vec2(cos(a_angle), sin(a_angle));
  v_border = u_correctionRatio / (size * 0.5);
  v_shape = a_shape;
#ifdef PICKING_MODE
  v_color = a_id;
#else
  v_color = a_color;
#endif
  v_color.a *= bias;
}`;

const fragment = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying vec2 v_at;
varying float v_shape;
varying float v_border;
void main() {
  float sides = floor(v_shape);
  float r = length(v_at);
  if (sides > 0.5) {
    float part = 6.2831853 / sides;
    float turn = fract(v_shape) > 0.25 ? 0.5 * part : 0.0;
    float angle = atan(v_at.x, v_at.y) + turn;
    r = r * cos(mod(angle, part) - 0.5 * part) / cos(0.5 * part);
  }
#ifdef PICKING_MODE
  if (r > 1.0) discard;
  gl_FragColor = v_color;
#else
  float inside = 1.0 - smoothstep(1.0 - 2.0 * v_border, 1.0, r);
  if (inside <= 0.0) discard;
  gl_FragColor = v_color * inside;
#endif
}`;

/** Draws a node as the shape of its kind; the attribute `shape` is what marks.ts has. */
export class ShapeProgram extends NodeProgram<(typeof uniforms)[number]> {
  getDefinition() {
    const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
    return {
      VERTICES: 3,
      VERTEX_SHADER_SOURCE: vertex,
      FRAGMENT_SHADER_SOURCE: fragment,
      METHOD: TRIANGLES,
      UNIFORMS: uniforms,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_shape", size: 1, type: FLOAT },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }],
      CONSTANT_DATA: [[Math.PI / 6], [Math.PI * (5 / 6)], [Math.PI * 1.5]],
    };
  }

  processVisibleItem(index: number, at: number, data: NodeDisplayData & { shape?: number }) {
    const shape = data.shape ?? 0;
    const { array } = this;
    array[at++] = data.x;
    array[at++] = data.y;
    array[at++] = data.size * reach(shape);
    array[at++] = floatColor(data.color);
    array[at++] = index;
    array[at] = shape;
  }

  setUniforms({ correctionRatio, sizeRatio, matrix }: RenderParams, { gl, uniformLocations: u }: Parameters<NodeProgram<(typeof uniforms)[number]>["setUniforms"]>[1]) {
    gl.uniform1f(u.u_correctionRatio ?? null, correctionRatio);
    gl.uniform1f(u.u_sizeRatio ?? null, sizeRatio);
    gl.uniformMatrix3fv(u.u_matrix ?? null, false, matrix);
  }
}
