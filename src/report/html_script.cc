// The page's behaviour: choose flow and phase in the drawing, zoom the timelines, filter the sweep. Everything is drawn
// without it too; it only moves and shows what is there.
#include "report/html_text.h"

namespace cw::report {

std::string_view html_script() {
  return R"js(
'use strict';
(function(){
const data=JSON.parse(document.getElementById('data').textContent);
const $=(s,r)=>(r||document).querySelector(s), $$=(s,r)=>Array.from((r||document).querySelectorAll(s));
const phase=$('#phase'), flow=$('#flow'), there=$('#show-there'), back=$('#show-back'), map=$('svg.map');
function show(){
  if(!phase||!flow||!map) return;
  const p=+phase.value, f=+flow.value, key=p+'-'+f;
  $$('.path',map).forEach(g=>g.classList.toggle('on',g.dataset.key===key&&(g.classList.contains('there')?there:back).checked));
  const cut=data.phases[p]||{links:[],nodes:[]};
  $$('.link',map).forEach(e=>e.classList.toggle('cut',cut.links.includes(+e.dataset.link)));
  $$('.node',map).forEach(e=>e.classList.toggle('cut',cut.nodes.includes(+e.dataset.node)));
  const words=(cut.flows||[])[f]||{there:'',back:''};
  $('#words-there').textContent=words.there; $('#words-back').textContent=words.back;
  $('#words-note').textContent=words.note||'';
}
[phase,flow,there,back].forEach(e=>e&&e.addEventListener('change',show)); show();

function nice(span){const raw=span/8; let s=Math.pow(10,Math.floor(Math.log10(raw))); if(raw/s>5)s*=10; else if(raw/s>2)s*=5; else if(raw/s>1)s*=2; return s;}
function label(us,step){const a=Math.abs(us); if(a>=1e6&&step>=1e4) return (us/1e6).toFixed(step>=1e6?0:step>=1e5?1:2)+' s'; if(step>=1000) return (us/1e3).toFixed(0)+' ms'; return (us/1e3).toFixed(step>=100?1:3)+' ms';}
$$('svg.time').forEach(svg=>{
  const L=+svg.dataset.left,R=+svg.dataset.right,H=+svg.dataset.height;
  let from=+svg.dataset.from,to=+svg.dataset.to;
  const min=+svg.dataset.min,max=+svg.dataset.max,again=+svg.dataset.again;
  const marks=$$('.mark',svg).map(e=>[e,+e.dataset.t]), axis=$('.axis',svg);
  const x=t=>L+(t-from)*(R-L)/(to-from);
  const place=(e,t)=>{const v=x(t); e.style.display=v<L-1||v>R+1?'none':''; return v;};
  function draw(){
    marks.forEach(([e,t])=>{e.setAttribute('cx',place(e,t).toFixed(1));});
    [['.zero',0],['.again',again]].forEach(([s,t])=>{const e=$(s,svg); if(e){const v=place(e,t).toFixed(1); e.setAttribute('x1',v); e.setAttribute('x2',v);}});
    const step=nice(to-from); let html='';
    for(let t=Math.ceil(from/step)*step;t<=to;t+=step){const v=x(t).toFixed(1); html+='<line class="tick" x1="'+v+'" x2="'+v+'" y1="'+(H-20)+'" y2="'+(H-14)+'"/><text x="'+v+'" y="'+(H-3)+'">'+label(t,step)+'</text>';}
    axis.innerHTML=html;
  }
  const go=(a,b)=>{const s=Math.max(50,Math.min(b-a,max-min)); from=Math.max(min,Math.min(a,max-s)); to=from+s; draw();};
  const acts={cut:()=>go(+svg.dataset.from,+svg.dataset.to),
    again:()=>{const w=(+svg.dataset.to)-(+svg.dataset.from); go(again-w*0.1,again+w*0.9+4e6);}, all:()=>go(min,max),
    in:()=>{const w=(to-from)/2,c=(from+to)/2; go(c-w/2,c+w/2);}, out:()=>{const w=(to-from)*2,c=(from+to)/2; go(c-w/2,c+w/2);},
    left:()=>{const w=(to-from)/3; go(from-w,to-w);}, right:()=>{const w=(to-from)/3; go(from+w,to+w);}};
  $$('[data-zoom]',svg.parentElement).forEach(b=>b.addEventListener('click',()=>acts[b.dataset.zoom]()));
  const words=$('.words',svg.parentElement);
  svg.addEventListener('click',e=>{const m=e.target.closest('.mark'); if(m&&words) words.textContent=$('title',m).textContent;});
  draw();
});
const only=$('#only-failed'), sweep=$('table.sweep');
if(only&&sweep) only.addEventListener('change',()=>sweep.classList.toggle('failed',only.checked));
})();
)js";
}

}  // namespace cw::report
