// The wallboard shows new data as soon as the server tells of them.
async function renew(generation) {
  const { page } = await load(location.href);
  if (!$("main", page)) return;
  $("main").replaceWith(document.adoptNode($("main", page)));
  document.body.dataset.wall = generation;
}

if (document.body.dataset.wall !== undefined) {
  new EventSource("/wall/events").addEventListener("generation", (event) => {
    if (event.data !== document.body.dataset.wall) renew(event.data).catch(() => { /* the next event tries again */ });
  });
}
