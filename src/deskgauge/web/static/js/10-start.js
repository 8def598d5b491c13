// What the script adds to pages that work without it: quicker links, keys, a walk through charts, news of new data.
const texts = document.getElementById("texts").dataset;
const said = () => document.getElementById("said");
