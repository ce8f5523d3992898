import { useEffect, useState } from "react";

/** What is typed, without blanks at its ends, once there is a pause in typing: a question for it and not for each letter. */
export function usePause(typed: string): string {
  const [text, setText] = useState(typed.trim());
  useEffect(() => {
    const timer = setTimeout(() => setText(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  return text;
}
