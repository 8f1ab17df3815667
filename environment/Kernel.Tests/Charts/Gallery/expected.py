"""Makes expected.json: what plotly.js shows for each of figures.json, asked of a headless browser.
Usage: python3 expected.py PLOTLY.JS   (the script that Plotly.NET embeds; needs Debian's chromium)"""
import json, re, subprocess, sys, html, os, tempfile

PAGE = """<html><meta charset='utf-8'><body><script src='%s'></script><script>
const figures = %s; const found = {};
(async () => {
  for (const name in figures) {
    const f = figures[name], div = document.createElement('div');
    div.style.width = (f.layout.width || 700) + 'px'; div.style.height = (f.layout.height || 450) + 'px'; document.body.appendChild(div);
    await Plotly.newPlot(div, f.data, f.layout, {staticPlot: true});
    const full = div._fullLayout, axes = {};
    for (const key in full) if (/^[xy]axis[0-9]*$/.test(key) && full[key].range) {
      const ax = full[key];
      axes[ax._id] = {range: ax.range.map(v => ax.type === 'category' ? +v : +v), type: ax.type, from: ax._offset, length: ax._length,
        labels: (ax._vals || []).filter(v => !v.minor && v.text !== undefined && v.text !== ' ' && v.text !== '').map(v => String(v.text))};
    }
    found[name] = {axes, size: {l: full._size.l, r: full._size.r, t: full._size.t, b: full._size.b}};
    div.remove();
  }
  const pre = document.createElement('pre'); pre.id = 'found'; pre.textContent = JSON.stringify(found); document.body.appendChild(pre);
})();
</script></body></html>"""

with tempfile.TemporaryDirectory() as folder:
    page = os.path.join(folder, "page.html")
    with open(page, "w") as file:
        file.write(PAGE % (os.path.abspath(sys.argv[1]), open("figures.json").read()))
    dom = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--virtual-time-budget=60000", "--dump-dom", "file://" + page],
                         capture_output=True, text=True).stdout
found = json.loads(html.unescape(re.search(r'<pre id="found">(.*?)</pre>', dom, re.S).group(1)))
with open("expected.json", "w") as file:
    json.dump(found, file, indent=1, ensure_ascii=False, sort_keys=True)
print(len(found), "figures")
