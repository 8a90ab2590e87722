const list=document.getElementById("departments");
if(list){
const plain=text=>text.normalize("NFD").replace(/[\u0300-\u036f]/g,"").toLowerCase();
const field=document.createElement("input");
field.type="search";
const name=document.createElement("label");
name.className="filter";
name.append(label+" ",field);
list.before(name);
field.addEventListener("input",()=>{
const wanted=plain(field.value);
for(const row of list.querySelectorAll("tbody tr"))row.hidden=!plain(row.firstElementChild.textContent).includes(wanted);
});
}
