// The page's style sheet: light and dark by the reader's own setting, no outside fonts.
#include "report/html_text.h"

namespace cw::report {

std::string_view html_css() {
  return R"css(
:root{color-scheme:light dark;--bg:#ffffff;--panel:#f6f7f9;--ink:#1b2430;--soft:#5b6775;--line:#ccd3dc;--there:#1565c0;
--back:#b45309;--pass:#177245;--fail:#c0262d;--warn:#96690a;--passbg:#e4f4ea;--failbg:#fce8e8;--warnbg:#fdf3d8;--cut:#c0262d}
@media (prefers-color-scheme:dark){:root{--bg:#12171e;--panel:#1b222c;--ink:#e4e9f0;--soft:#9aa7b6;--line:#3a4656;
--there:#6fb1ff;--back:#ffb054;--pass:#5ccf8f;--fail:#ff7b7b;--warn:#e8b84a;--passbg:#173526;--failbg:#40191c;
--warnbg:#3a2f14;--cut:#ff7b7b}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main,header,footer{max-width:1280px;margin:0 auto;padding:0 20px}
header{padding-top:22px}
h1{font-size:24px;margin:0 0 2px}h2{font-size:19px;margin:34px 0 8px;border-bottom:1px solid var(--line);padding-bottom:4px}
h3{font-size:15px;margin:20px 0 6px}
p{margin:6px 0}.soft{color:var(--soft)}code{font:13px ui-monospace,Menlo,Consolas,monospace}
.badge{display:inline-block;padding:2px 12px;border-radius:6px;font-weight:700;letter-spacing:.03em}
.badge.PASS{color:var(--pass);background:var(--passbg)}.badge.FAIL{color:var(--fail);background:var(--failbg)}
h1 .badge{font-size:24px;margin-left:10px}
td.n,th.n{white-space:nowrap}
table{border-collapse:collapse;margin:6px 0 12px;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:3px 12px 3px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--soft);font-size:13px}td.n,th.n{text-align:right}
.scroll{overflow-x:auto}
.controls{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:center;margin:8px 0}
select,button{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:3px 9px}
button{cursor:pointer}button:focus-visible,select:focus-visible{outline:2px solid var(--there)}
svg{background:var(--panel);border:1px solid var(--line);border-radius:8px;display:block}
svg text{fill:var(--ink);font:12.5px system-ui,sans-serif}
.map{width:100%;height:auto;max-height:78vh}
.map .group rect{fill:none;stroke:var(--line);stroke-dasharray:5 4}.map .group text{fill:var(--soft);font-size:12px}
.map .node rect{fill:var(--bg);stroke:var(--soft)}.map .node text{text-anchor:middle}
.map .node .below{fill:var(--soft);font-size:10.5px}
.map .node.expressRouteGateway rect,.map .node.providerEdge rect{stroke:var(--there)}
.map .node.vpnGateway rect{stroke:var(--back)}
.map .link{fill:none;stroke:var(--line);stroke-width:2}.map .link.internet{stroke-dasharray:2 4}
.map .link.cut{stroke:var(--cut);stroke-dasharray:7 5}.map .node.cut rect{stroke:var(--cut);stroke-width:2.5;stroke-dasharray:6 4}
.map .path{display:none}.map .path.on{display:inline}
.map .path path{fill:none;stroke-width:3.2}.map .path.there path{stroke:var(--there)}.map .path.back path{stroke:var(--back)}
.map .path.there polygon{fill:var(--there)}.map .path.back polygon{fill:var(--back)}
.map .path .lost{stroke:var(--fail)!important;stroke-width:4!important}
.key{display:inline-block;width:22px;height:0;border-top:3px solid;vertical-align:middle;margin-right:5px}
.there{color:var(--there)}.back{color:var(--back)}.map .there,.map .back{color:inherit}
.budget{display:flex;height:24px;border-radius:6px;overflow:hidden;border:1px solid var(--line);max-width:900px;margin:6px 0}
.budget span{min-width:2px;color:#fff;font-size:12px;line-height:24px;padding-left:0;overflow:hidden;white-space:nowrap;text-align:center}
.b0{background:#3566a8}.b1{background:#7a4fa3}.b2{background:#22795f}.b3{background:#a4622a}
.dot{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:6px;vertical-align:baseline}
.time{width:100%;height:auto}.time .lane{stroke:var(--line)}.time .name{fill:var(--soft);font-size:12px}
.time .mark{fill:var(--soft);opacity:.75}.time .mark.r0{fill:var(--fail);opacity:1}.time .mark.r1{fill:var(--there);opacity:.95}
.time .mark:hover{stroke:var(--ink);stroke-width:2}.time .zero{stroke:var(--cut);stroke-dasharray:4 3}
.time .again{stroke:var(--pass);stroke-dasharray:4 3}.time .tick{stroke:var(--line)}.time .axis text{fill:var(--soft);font-size:11px;text-anchor:middle}
ul{margin:4px 0 10px;padding-left:20px}li{margin:3px 0}
.sweep td.ok{background:var(--passbg)}.sweep td.bad{background:var(--failbg)}.sweep td.odd{background:var(--warnbg)}
.sweep td{padding:3px 9px}.sweep.failed tr.PASS{display:none}
.finding{border-left:4px solid var(--line);padding:2px 12px;margin:10px 0}.finding.error{border-color:var(--fail)}
.finding.warning{border-color:var(--warn)}
details{margin:6px 0}summary{cursor:pointer;color:var(--soft)}
footer{padding:26px 20px 40px;color:var(--soft);font-size:13px}
@media print{.controls button,.controls select{display:none}}
)css";
}

}  // namespace cw::report
