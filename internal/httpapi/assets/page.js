const find = (id) => document.getElementById(id);
const show = (id) => { find(id).hidden = false; };

// Whoever signs in with a browser needs no token: their session is a cookie that no script reads. Elsewhere the token stays
// in this tab: session storage ends with it.
const token = find('token');
const role = find('role');
const purpose = find('purpose');

const say = (text, problem) => {
  find('person').textContent = text;
  find('person').classList.toggle('problem', Boolean(problem));
  show('person');
};

const ask = async (params, headers) => {
  const all = { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json, application/json', ...headers };
  if (token.value) all.Authorization = 'Bearer ' + token.value;
  if (role.value) all['Bole-Role'] = role.value;
  if (purpose.value.trim()) all['Bole-Purpose'] = encodeURIComponent(purpose.value.trim());
  const response = await fetch('graphql', { method: 'POST', headers: all, body: JSON.stringify(params) });
  if (response.status === 401 && !find('sign-out').hidden) {
    say('会话已结束，请重新登录。 The session has ended; sign in again.', true);
    find('sign-out').hidden = true;
    show('sign-in');
  }
  return response.json();
};

const fetcher = (params, options) => ask(params, options && options.headers);

const withToken = () => {
  show('with-token');
  token.value = sessionStorage.getItem('token') || '';
  token.addEventListener('change', () => { sessionStorage.setItem('token', token.value.trim()); location.reload(); });
  find('with-token').addEventListener('submit', (e) => e.preventDefault()); // Enter is a change first
};

const chosen = (roles) => {
  role.replaceChildren(...roles.map((name) => new Option(name)));
  if (roles.length < 2) return;
  if (roles.includes(sessionStorage.getItem('role'))) role.value = sessionStorage.getItem('role');
  role.addEventListener('change', () => { sessionStorage.setItem('role', role.value); location.reload(); });
  find('in-role').addEventListener('submit', (e) => e.preventDefault());
  show('in-role');
};

const signedIn = async (session) => {
  show('sign-out');
  chosen(session.roles);
  if (session.roles.length === 0) {
    say(`${session.name}：没有角色，请联系账号管理员。 No role here; ask whoever keeps the accounts for one.`, true);
    return;
  }
  const { data, errors } = await ask({ query: '{ viewer { name role whole units { name } self { name } } }' });
  if (!data) {
    say(errors[0].message, true);
    return;
  }
  const { name, role: as, whole, units, self } = data.viewer;
  const scope = self ? self.name : whole ? '全图 whole graph' : units.map((u) => u.name).join('、') || '无 none';
  say(`${name || ''} · ${as} · 范围 Scope: ${scope}`);
};

const begin = async () => {
  const response = await fetch('sign-in/session');
  if (response.status === 404) return withToken();
  if (!response.ok) {
    show('sign-in');
    return say('暂时无法确认登录状态，请稍后刷新。 Who is signed in cannot be read now; reload in a moment.', true);
  }
  const session = await response.json();
  if (session.signedIn) return signedIn(session);
  show('sign-in');
  say('尚未登录。 Nobody is signed in.');
};

const first = `# 登录或输入令牌后运行。 Sign in, or enter a token above, then run.
{
  cadres(first: 3, filter: {tasks: {some: {role: {eq: LEAD}, node: {difficulty: {gte: 4}}}}}) {
    totalCount
    nodes {
      name
      tasks(first: 3, filter: {role: {eq: LEAD}}) { edges { role from node { title category difficulty outcome } } }
    }
  }
}
`;

purpose.value = sessionStorage.getItem('purpose') || '';
purpose.addEventListener('change', () => sessionStorage.setItem('purpose', purpose.value.trim()));
find('for-purpose').addEventListener('submit', (e) => e.preventDefault());

// A link may bring a question behind #, which browsers send nowhere: it is shown, and runs when its reader runs it.
const brought = new URLSearchParams(location.hash.slice(1));

// Without anybody to ask for, the schema is not asked for either: the answer would be that nobody is signed in.
const render = () => ReactDOM.createRoot(find('graphiql')).render(React.createElement(GraphiQL, {
  fetcher, defaultQuery: first, shouldPersistHeaders: false,
  query: brought.get('query') ?? undefined,
  variables: brought.get('variables') ?? undefined,
  schema: token.value || !find('sign-out').hidden ? undefined : null,
}));

begin().finally(render);
