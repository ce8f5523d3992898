"""networkx, python-igraph, DuckDB, openpyxl and python-docx read the exports and compare with truth.json."""

import collections
import glob
import json
import os

import docx
import duckdb
import igraph
import networkx
import openpyxl

truth = json.load(open("truth.json"))


def same(reader, what, got, want):
    if got != want:
        raise SystemExit(f"{reader}: {what} is {got}, want {want}")
    print(f"{reader}: {what} {got if not isinstance(got, dict) else len(got)}")


def by(values):
    return dict(sorted(collections.Counter(values).items()))


def counted(want):
    return {k: n for k, n in sorted(want.items()) if n}


def in_networkx(reader, g):
    same(reader, "nodes", g.number_of_nodes(), truth["Nodes"])
    same(reader, "edges", g.number_of_edges(), truth["Edges"])
    same(reader, "types", by(d["type"] for _, d in g.nodes(data=True)), counted(truth["Types"]))
    same(reader, "relations", by(d["type"] for _, _, d in g.edges(data=True)), counted(truth["Relations"]))
    same(reader, "difficulty", sum(d.get("difficulty", 0) for _, d in g.nodes(data=True)), truth["Difficulty"])
    same(reader, "leads", sum(d.get("role") == "LEAD" for _, _, d in g.edges(data=True)), truth["Leads"])
    same(reader, "sources", sum("source_" in d for _, _, d in g.edges(data=True)), truth["Sources"])
    same(reader, "who worked", {u.split(":")[0] for u, _, d in g.edges(data=True) if d["type"] == "WORKED_ON"}, {"Cadre"})
    label = next(d["label"] for n, d in g.nodes(data=True) if n.startswith("Appointment:") and "to" not in d)
    same(reader, "label of an appointment", " 至今 " in label, True)


in_networkx("networkx JSON", networkx.node_link_graph(json.load(open("graph.json")), edges="edges"))
in_networkx("networkx GraphML", networkx.read_graphml("graph.graphml", force_multigraph=True))

part = networkx.node_link_graph(json.load(open("part.json")), edges="edges")
same("networkx part", "types", {d.get("type") for _, d in part.nodes(data=True)}, {"Cadre", "Task"})
same("networkx part", "edges", part.number_of_edges(), truth["Relations"]["WORKED_ON"] + sum(d["type"] == "PART_OF" for _, _, d in part.edges(data=True)))

g = igraph.Graph.Read_GraphML("graph.graphml")
same("igraph", "nodes", g.vcount(), truth["Nodes"])
same("igraph", "edges", g.ecount(), truth["Edges"])
same("igraph", "types", by(g.vs["type"]), counted(truth["Types"]))
same("igraph", "leads", g.es["role"].count("LEAD"), truth["Leads"])
same("igraph", "difficulty", int(sum(d for d in g.vs["difficulty"] if d is not None and d == d)), truth["Difficulty"])
worked = [e for e in g.es if e["type"] == "WORKED_ON"]
same("igraph", "who worked", {g.vs[e.source]["type"] for e in worked}, {"Cadre"})

for form in ("jsonl", "csv"):
    for path in sorted(glob.glob(f"{form}/*")):
        name = os.path.basename(path).split(".")[0]
        rows = duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()[0][0]
        if rows != truth["Rows"][name]:
            raise SystemExit(f"DuckDB {form}: {name} has {rows} rows, want {truth['Rows'][name]}")
    same(f"DuckDB {form}", "difficulty", int(duckdb.sql(f"SELECT sum(difficulty) FROM '{form}/tasks.{form}'").fetchall()[0][0]), truth["Difficulty"])
    joined = duckdb.sql(f"SELECT count(*) FROM '{form}/participations.{form}' p JOIN '{form}/cadres.{form}' c ON p.cadre = c.key WHERE p.role = 'LEAD'")
    same(f"DuckDB {form}", "leads", joined.fetchall()[0][0], truth["Leads"])

book = openpyxl.load_workbook("tables.xlsx")
same("openpyxl", "rows of each table", {s.title: s.max_row - 1 for s in book}, truth["Rows"])
roster = openpyxl.load_workbook("roster.xlsx")["花名册"]
same("openpyxl roster", "lines", roster.max_row - 3, truth["Rows"]["cadres"])
same("openpyxl roster", "the numbers", [roster.cell(i, 1).value for i in range(3, roster.max_row)], list(range(1, roster.max_row - 2)))
same("openpyxl roster", "rows at the top of each page", roster.print_title_rows, "$1:$2")

rows = lambda table: map(json.loads, open(f"jsonl/{table}.jsonl"))
cadre = next(r for r in rows("cadres") if r["key"] == "c0001")
form = docx.Document("form.docx")
first, last = form.tables[0], form.tables[-1]
same("python-docx", "columns", [len(first.columns), len(last.columns)], [8, 7])
same("python-docx", "name", first.cell(0, 2).text, cadre["name"])
same("python-docx", "the photo's cell over four rows", len({first.cell(i, 7)._tc for i in range(4)}), 1)
same("python-docx", "photo", [r.target_part.blob == open("photo.jpg", "rb").read() for r in form.part.rels.values() if "image" in r.reltype], [True])
career = [p.text for t in form.tables[:-1] for p in t.rows[-1].cells[-1].paragraphs]
held = sum(r["cadre"] == "c0001" and r.get("main") is not False for r in rows("appointments"))
same("python-docx", "posts of the résumé", sum("--" in p and not p.startswith("\t") and not p.endswith("\t退休") for p in career), held)
same("python-docx", "rows for the family", sum(c.text.startswith("家庭") for c in last.columns[0].cells), 8)
