import { Answer, useAsked } from "../../api/Answer";
import { points, signed } from "../../parts/numbers";
import { Facts, Section } from "../../parts/Page";
import { useTerm, useWords } from "../../words/words";
import { common } from "../../words/common";
import { Against } from "./Against";
import { TaskTeamDocument } from "./task.gen";
import { words } from "./words";

/** What came out beside what the records of those who worked on it lead to expect; the people stand in the list of them. */
export function Team({ id }: { id: string }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const asked = useAsked(TaskTeamDocument, { id });
  const range = (of: { low: number; high: number }) => `${signed(of.low)} … ${signed(of.high)}`;
  return (
    <Section title={w.team} id="team">
      <Answer to={asked} rows={3}>
        {({ node }) => {
          const team = node?.__typename === "Task" ? node.teamOutcome : null;
          if (!team) return <p className="quiet">{w.noTeam}</p>;
          return (
            <>
              <Against of={team} />
              <Facts
                of={[
                  [w.got, c.points(points(team.outcome))],
                  [w.expected, c.points(points(team.expected))],
                  [w.above, c.points(signed(team.above))],
                  [w.i80, range(team.interval80)],
                  [w.i95, range(team.interval95)],
                  [w.verdict, term("TeamVerdict", team.verdict)],
                ]}
              />
              <p className="quiet">{w.teamSay(team.unrated)}</p>
            </>
          );
        }}
      </Answer>
    </Section>
  );
}
