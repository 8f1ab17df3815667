"""Makes figures.json: one figure of each kind that has a picture. Run with python3; then expected.py asks plotly.js what it shows."""
import base64, json, math, random, struct

random.seed(1)
figures = {}


def figure(name, *data, **layout):
    figures[name] = {"data": list(data), "layout": layout}


def line(x, y, **more):
    return {"type": "scatter", "x": x, "y": y, **more}


def field(i, j):
    return round(math.sin(i / 2) * math.cos(j / 3) + 0.02 * j, 4)


x = [round(i / 10, 3) for i in range(21)]
z = [[field(i, j) for j in range(12)] for i in range(10)]
r4 = lambda v: round(v, 4)

figure("lines", line(x, [r4(math.sin(3 * t)) for t in x], name="truth", mode="lines"),
       line(x, [r4(math.sin(3 * t) + .1 * math.cos(9 * t)) for t in x], name="prediction", mode="lines", line={"dash": "dash"}),
       line(x[::4], [r4(math.sin(3 * t) * .8) for t in x[::4]], name="coarse", marker={"symbol": "diamond", "size": 9}),
       title={"text": "Antiderivative: <b>truth</b> and prediction"}, xaxis={"title": {"text": "x (m)"}}, yaxis={"title": {"text": "s(x) [Pa]"}})
figure("errorbars", line([1, 2, 3, 4, 5], [2.1, 3.9, 6.2, 7.8, 10.1], mode="markers", error_y={"type": "data", "array": [.5, .4, .8, .6, 1.2], "visible": True}, marker={"size": 12}),
       line([1, 2, 3, 4, 5], [1, 2, 2.5, 3, 3.2], mode="markers", error_x={"type": "percent", "value": 8}))
n = list(range(0, 50000, 2500))
figure("loss", line(n, [r4(10 ** (-1 - 4 * i / len(n)) * 1e4) / 1e4 for i in range(len(n))], name="training", mode="lines"),
       line(n, [round(3e-2 * math.exp(-i / 6) + 1e-4, 7) for i in range(len(n))], name="validation", mode="lines"),
       yaxis={"type": "log", "title": {"text": "loss"}, "exponentformat": "power"}, xaxis={"title": {"text": "step"}})
figure("loglog", line([10, 30, 100, 300, 1000, 3000], [.5, .3, .11, .05, .02, .009], name="FNO"),
       line([10, 30, 100, 300, 1000, 3000], [.7, .5, .3, .2, .11, .07], name="DeepONet"), xaxis={"type": "log"}, yaxis={"type": "log"})
figure("withindecade", line([1, 2, 3, 4, 5, 6, 7, 8], [2e-3, 2.4e-3, 3e-3, 3.5e-3, 4e-3, 4.4e-3, 5e-3, 6e-3]), yaxis={"type": "log"})
figure("decades", line([1, 2, 3], [1e-12, 1e-3, 1e6]), yaxis={"type": "log"})
m = [r4(math.exp(-t)) for t in x]
figure("bands", line(x, [r4(v - .1) for v in m], mode="lines", line={"width": 0}, showlegend=False),
       line(x, [r4(v + .1) for v in m], mode="lines", fill="tonexty", line={"width": 0}, name="spread"), line(x, m, mode="lines", name="mean"),
       line(x, [r4(.3 * math.sin(4 * t) ** 2) for t in x], fill="tozeroy", name="area"))
models = ["FNO", "DeepONet", "POD + ridge", "nearest"]
figure("bars", {"type": "bar", "x": models, "y": [.01, .03, .08, .4], "name": "in", "error_y": {"type": "data", "array": [.002, .01, .02, .05]}},
       {"type": "bar", "x": models, "y": [.02, .05, .2, .6], "name": "out"}, yaxis={"title": {"text": "relative L²"}})
figure("stacked", {"type": "bar", "x": [1, 2, 3, 4], "y": [3, 1, 4, 1], "name": "a"}, {"type": "bar", "x": [1, 2, 3, 4], "y": [2, 7, 1, 8], "name": "b"}, barmode="stack")
figure("lyingbars", {"type": "bar", "orientation": "h", "y": ["long model name one", "model two", "three"], "x": [.3, .2, .9]}, yaxis={"automargin": True})
figure("logbars", {"type": "bar", "x": models, "y": [.0012, .03, .08, .4]}, yaxis={"type": "log"})
figure("heatmap", {"type": "heatmap", "z": z, "x": [j / 12 for j in range(12)], "y": [i / 10 for i in range(10)], "colorscale": "Viridis", "colorbar": {"title": {"text": "u (m/s)"}}})
figure("masked", {"type": "heatmap", "z": [[v if (i + j) % 3 else None for j, v in enumerate(row)] for i, row in enumerate(z)], "colorscale": "RdBu", "zmid": 0})
figure("logfield", {"type": "heatmap", "z": [[i * j for j in range(1, 7)] for i in range(1, 6)], "x": [1, 10, 100, 1000, 1e4, 1e5], "y": list("abcde"), "colorscale": "Cividis"}, xaxis={"type": "log"})
b = base64.b64encode(struct.pack("<12f", *[i * .5 for i in range(12)])).decode()
figure("typed", {"type": "heatmap", "z": {"dtype": "f4", "bdata": b, "shape": "3, 4"}, "colorscale": [[0, "#fff"], [.5, "orange"], [1, "rgb(120,0,0)"]]})
figure("contour", {"type": "contour", "z": z, "x": [j / 12 for j in range(12)], "y": [i / 10 for i in range(10)], "colorscale": "Viridis"})
figure("histogram", {"type": "histogram", "x": [round(random.gauss(0, 1), 3) for _ in range(200)]}, xaxis={"title": {"text": "error"}})
figure("box", *[{"type": "box", "y": [round(random.gauss(k, 1 + k / 3), 3) for _ in range(40)], "name": "model %d" % k} for k in range(3)])
panel = lambda k: [[field(i + k * 3, j) for j in range(8)] for i in range(8)]
figure("panels", {"type": "heatmap", "z": panel(0), "colorbar": {"x": .27, "thickness": 10}},
       {"type": "heatmap", "z": panel(1), "xaxis": "x2", "yaxis": "y2", "colorbar": {"x": .62, "thickness": 10}}, line([1, 2, 3], [5, 6, 8], xaxis="x3", yaxis="y3"),
       xaxis={"domain": [0, .26], "title": "truth"}, xaxis2={"domain": [.36, .61], "anchor": "y2", "title": "prediction"}, xaxis3={"domain": [.71, .96], "anchor": "y3"},
       yaxis2={"anchor": "x2"}, yaxis3={"anchor": "x3"}, width=900, height=350)
figure("grid", *[line([1, 2, 3], [k, k + 1, k * 2], xaxis="x%s" % (k + 1 if k else ""), yaxis="y%s" % (k + 1 if k else "")) for k in range(4)], grid={"rows": 2, "columns": 2, "pattern": "independent"})
figure("shared", line([1, 2, 3], [1, 4, 2]), line([0, 5, 6], [10, 40, 20], yaxis="y2"), grid={"rows": 2, "columns": 1}, yaxis={"matches": None}, height=500)
figure("twosides", line(x, [r4(math.sin(t)) for t in x], name="left", mode="lines"), line(x, [r4(1e4 * math.exp(t)) for t in x], name="right", yaxis="y2", mode="lines"),
       yaxis2={"overlaying": "y", "side": "right", "title": {"text": "right (Pa)"}}, legend={"orientation": "h"})
figure("colours", line([r4(i * .1) for i in range(60)], [r4(math.sin(i * .1)) for i in range(60)], mode="markers",
                       marker={"color": list(range(60)), "colorscale": "Viridis", "showscale": True, "size": [4 + i / 5 for i in range(60)]}))
figure("magnitudes", line([0, 1e6, 2e6, 3.3e6], [1e-7, 3e-7, 2e-7, 5e-7]))
figure("frame", line([-2, -1, 0, 1, 2], [4, 1, 0, 1, 4], mode="markers", marker={"symbol": "star", "size": 14}), xaxis={"showline": True, "mirror": True, "ticks": "outside"}, yaxis={"autorange": "reversed"},
       template={"layout": {"font": {"size": 14}, "xaxis": {"gridcolor": "#ccc"}}})
figure("square", {"type": "heatmap", "z": z}, yaxis={"scaleanchor": "x"})
figure("fromzero", line([3, 4, 5], [10, 12, 11]), yaxis={"rangemode": "tozero"}, xaxis={"range": [2, 7]})

if __name__ == "__main__":
    with open("figures.json", "w") as file:
        json.dump(figures, file, separators=(",", ":"), ensure_ascii=False)
