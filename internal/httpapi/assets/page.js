// The token stays in this tab: session storage ends with it.
const field = document.getElementById('token');
field.value = sessionStorage.getItem('token') || '';
field.addEventListener('change', () => { sessionStorage.setItem('token', field.value.trim()); location.reload(); });

const fetcher = async (params, options) => {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json, application/json', ...(options && options.headers) };
  if (field.value.trim()) headers.Authorization = 'Bearer ' + field.value.trim();
  const response = await fetch('graphql', { method: 'POST', headers, body: JSON.stringify(params) });
  return response.json();
};

const first = `# 输入令牌后运行。 Enter a token above, then run.
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

ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery: first, shouldPersistHeaders: false }));
