#!/bin/bash
# SPDX-License-Identifier: MIT
# The example for Kubernetes: what the API server's own code for admission, of Debian sid's packages, makes of pods by it,
# and what podman makes of what it has made of them.
packages='podman crun uidmap catatonit busybox-static musl-tools python3 iproute2'
. "$(dirname "$0")/../../toolchains/lib.sh"
set +e
build_driver=$(realpath "$(dirname "$0")/build-driver")
if [[ ! ${LANDLOCK_TESTS_PRIVATE-} ]]; then # as there is no network later
	said=$("$build_driver" 2>&1 >/dev/null)
	built=$?
	said=$(grep -m 1 -E '^E:|^build-driver:' <<<"$said" || tail -n 1 <<<"$said")
	[[ $built != 3 || ${LANDLOCK_TESTS_NO_SKIP-} == 1 ]] || { echo "1..0 # SKIP the packages of Debian sid are not to be had: $said" && exit; }
	((built == 0)) || { printf 'not ok 1 - the driver is built: %s\n1..1\n' "$said" && exit 1; }
	need_zig
	build musl "$library" src/landlock-policy
	musl-busybox >/dev/null
fi
driver=$("$build_driver")
export LANDLOCK_POLICY_TOOL=$builds/musl/src/landlock-policy
musl_library=$builds/musl/$library musl_busybox=$(musl-busybox)
. "$(dirname "$0")/../../programs/private.sh"
. "$tests/fleet/container/engine.sh"
example=$examples/kubernetes
echo "# golang-k8s-apiserver-dev $(<"$driver/version"), $(podman --version)"

# Policies beside that of the example: one of dollar signs, which Kubernetes reads as its own in values.
demo='{"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/bin","/lib","/lib64","/allowed"]}]}'
{
	cat "$example/policies.yaml"
	echo "  demo.json: '$demo'"
	echo "  dollars.json: '{\"variable\": [\"\$\${a}\", \"\$(PATH)\"]}'"
	printf -- '---\napiVersion: v1\nkind: Namespace\nmetadata: {name: %s}\n' 'free' 'strict, labels: {landlock.example/required: "true"}'
} >policies.yaml
sed -n '/^  web.json: |$/,$s/^    //p' "$example/policies.yaml" >web.json
tool check web.json
is 'the policy of the example has no mistake' "$status $out" '0 web.json: ok'

# pod NAME NAMESPACE ANNOTATIONS SPEC: a manifest, as YAML writes it in a line.
pod() { printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: %s, annotations: {%s}}\nspec: {%s}\n' "$1" "$2" "$3" "$4"; }
# asks NAME SPEC, asks_for POLICY NAME SPEC: the case of a pod that asks for a policy.
asks_for() { pod "$2" free "landlock.example/policy: $1" "$3" >"cases/$2.yaml"; }
asks() { asks_for demo "$@"; }
# updates NAME OLD NEW: a case of an update.
updates() { printf '%s\n---\n%s\n' "$2" "$3" >"cases/$1.yaml"; }
mkdir cases
one='containers: [{name: a, image: i}]'
asks plain "$one"
asks full 'containers: [
  {name: a, image: i, command: [c], args: [d], volumeMounts: [{name: data, mountPath: /data, subPath: s}], env: [
    {name: LD_PRELOAD, value: /x.so /y.so}, {name: B, value: b}, {name: LANDLOCK_POLICY, value: mine}, {name: LANDLOCK_REPORT, value: /r},
    {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]},
  {name: b, image: i, ports: [{containerPort: 80}]}],
  initContainers: [{name: c, image: i}, {name: d, image: i, restartPolicy: Always}],
  volumes: [{name: data, secret: {secretName: s, defaultMode: 256}}]'
pod silent free '' "$one" >cases/silent.yaml
asks twice 'containers: [{name: a, image: i, env: [{name: LD_PRELOAD, value: /x.so}, {name: LD_PRELOAD, value: ""},
  {name: LANDLOCK_POLICY, value: mine}, {name: LANDLOCK_POLICY, value: yours}]}]'
asks from 'containers: [{name: a, image: i, envFrom: [{configMapRef: {name: mine}}]}]'
asks mounted 'volumes: [{name: landlock-preload, emptyDir: {}}], containers: [{name: a, image: i,
  volumeMounts: [{name: landlock-preload, mountPath: /run/landlock, subPath: s}]}]'
asks_for dollars dollars "$one"
asks_for typo typo "$one"
asks_for '""' nameless "$one"
asks secret 'containers: [{name: a, image: i, env: [{name: LD_PRELOAD, valueFrom: {secretKeyRef: {name: s, key: k}}}]}]'
asks init-secret "$one"', initContainers: [{name: a, image: i, env: [{name: LD_PRELOAD, valueFrom: {secretKeyRef: {name: s, key: k}}}]}]'
below=(/run/landlock/lib /run/landlock/ run/landlock/lib /run//landlock/lib /run/x/../landlock/lib /run/./landlock/lib /var/run/landlock/lib)
for i in "${!below[@]}"; do
	asks "below-$i" "volumes: [{name: v, emptyDir: {}}], containers: [{name: a, image: i, volumeMounts: [{name: v, mountPath: ${below[i]}}]}]"
done
asks beside 'volumes: [{name: v, emptyDir: {}}], containers: [{name: a, image: i, volumeMounts: [{name: v, mountPath: /run/landlocked},
  {name: v, mountPath: /run}, {name: v, mountPath: /..data}]}]'
# What is there already was made by an older text of the policy.
confined='volumes: [{name: landlock-preload, image: {reference: registry.example/landlock-preload:1}}], containers: [{name: a, image: i}]'
old=$(pod old free 'landlock.example/policy: demo' "$confined, ephemeralContainers: [{name: e, image: i, env: [{name: LANDLOCK_POLICY, value: old}]}]")
new=$(sed 's/ephemeralContainers: \[/&{name: f, image: i, env: [{name: LD_PRELOAD, value: \/x.so}], volumeMounts: [{name: v, mountPath: \/v}]}, /' <<<"$old")
updates ephemeral "$old" "$new"
updates ephemeral-shed "$old" "${new/landlock.example\/policy: demo/}"
updates label "$(pod old free 'landlock.example/policy: demo' "$one")" "$(pod old free 'landlock.example/policy: demo, more: words' "$one")"
updates shed "$(pod old free 'landlock.example/policy: demo' "$one")" "$(pod old free '' "$one")"
updates swapped "$(pod old free 'landlock.example/policy: demo' "$one")" "$(pod old free 'landlock.example/policy: dollars' "$one")"
updates late "$(pod old free '' "$one")" "$(pod old free 'landlock.example/policy: demo' "$one")"
pod bare strict '' "$one" >cases/bare.yaml
pod asking strict 'landlock.example/policy: demo' "$one" >cases/asking.yaml
updates bare-ephemeral "$(pod old strict '' "$one")" "$(pod old strict '' "$one, ephemeralContainers: [{name: e, image: i}]")"
# For podman, which has the images below.
asks run 'restartPolicy: Never, initContainers: [{name: before, image: localhost/glibc, command: [cat, /allowed, /secret]}], containers: [
  {name: glibc, image: localhost/glibc, command: [cat, /allowed, /secret]},
  {name: musl, image: localhost/musl, command: [cat, /allowed, /secret]},
  {name: unset, image: localhost/glibc, command: [/usr/bin/env, -u, LD_PRELOAD, cat, /allowed, /secret]},
  {name: static, image: localhost/static, command: [cat, /allowed, /secret]},
  {name: launched, image: localhost/static, command: LAUNCHER}]'
launcher=$(sed -n '/^#   command: \[/,/\]$/s/^#//p' "$example/admission.yaml" | tr -d '\n' | sed 's/.*command: //; s/PROGRAM/cat, \/allowed, \/secret/')
sed -i "s|LAUNCHER|${launcher//|/\\|}|" cases/run.yaml

# admit FOLDER POLICY: all cases of it, first one that is changed.
admit() { run "$driver/admission" "$2" policies.yaml -- "$1/plain.yaml" "$1"/*.yaml; }
admit cases "$example/admission.yaml"
is 'the policies are taken, and the cases are decided' "$status" 0
((status == 0)) || { finish && exit; }

# of CASE EXPRESSION: in Python, of the pod that the case became; e(CONTAINER, VARIABLE) are the values of a variable.
of() {
	/usr/bin/python3 -c 'import json, sys
pod = json.load(open(f"cases/{sys.argv[1]}.json"))
spec = pod["spec"]
all = {c["name"]: c for part in ("initContainers", "containers", "ephemeralContainers") for c in spec.get(part, [])}
def e(container, name): return [v.get("value", "") for v in all[container].get("env", []) if v["name"] == name]
print(eval(f"({sys.argv[2]})"))' "$@" 2>&1 || cat "cases/$1.refused"
}
# refuses NAME CASE MESSAGE POLICY: by this policy, with this message.
refuses() { like "$1" "$(cat "cases/$2.refused" 2>&1)" "pods \"*\" is forbidden: ValidatingAdmissionPolicy '${4-landlock-preload}' with binding '${4-landlock-preload}' denied request: $3"; }

library=$(printf %s '/run/landlock/$LIB/liblandlock_preload.so')
is 'a pod that asks gets the library' "$(of plain 'e("a", "LD_PRELOAD")')" "['$library']"
is 'and its policy' "$(of plain 'e("a", "LANDLOCK_POLICY")[0]')" "$demo"
is 'and reports, which name it' "$(of plain '[e("a", "LANDLOCK_" + n) for n in ("REPORT", "REPORT_FORM", "LABEL")]')" "[['stderr'], ['short'], ['free/a']]"
is 'and the image' "$(of plain '[spec["volumes"], all["a"]["volumeMounts"]]')" "[[{'name': 'landlock-preload', 'image': {'reference': 'registry.example/landlock-preload:2', 'pullPolicy': 'IfNotPresent'}}], [{'name': 'landlock-preload', 'readOnly': True, 'mountPath': '/run/landlock'}]]"
is 'so do all containers' "$(of full '{(*e(n, "LD_PRELOAD"), *e(n, "LANDLOCK_LABEL")) for n in "bcd"} == {(*e("b", "LD_PRELOAD"), "free/" + n) for n in "bcd"}')" True
is 'init containers have the policy, too' "$(of full 'all["d"]["volumeMounts"] == all["b"]["volumeMounts"] and e("d", "LANDLOCK_POLICY")[0]')" "$demo"
is 'an LD_PRELOAD of the manifest stays behind ours' "$(of full 'e("a", "LD_PRELOAD")')" "['$library /x.so /y.so']"
is 'a policy of the manifest does not count' "$(of full 'e("a", "LANDLOCK_POLICY")')" "['$demo']"
is 'a place for reports of the manifest does' "$(of full 'e("a", "LANDLOCK_REPORT")')" "['/r']"
is 'what else the manifest says is kept' "$(of full '[all["a"]["env"][i] for i in (0, 2)] == [{"name": "B", "value": "b"}, {"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}] and
	all["a"]["command"] + all["a"]["args"] == ["c", "d"] and all["b"]["ports"][0]["containerPort"] == 80 and all["d"]["restartPolicy"] == "Always" and
	all["a"]["volumeMounts"][0] == {"name": "data", "mountPath": "/data", "subPath": "s"} and spec["volumes"][0] == {"name": "data", "secret": {"secretName": "s", "defaultMode": 256}}')" True
is 'a pod that does not ask is not touched' "$(of silent 'spec')" "{'containers': [{'name': 'a', 'image': 'i', 'resources': {}}]}"
is 'of variables that are there twice ours alone is left' "$(of twice '[e("a", "LD_PRELOAD"), e("a", "LANDLOCK_POLICY")[1:]]')" "[['$library /x.so'], []]"
is 'those of envFrom, which count less, stay' "$(of from '[all["a"]["envFrom"][0]["configMapRef"], e("a", "LD_PRELOAD")]')" "[{'name': 'mine'}, ['$library']]"
is 'a volume and a mount of our names are replaced' "$(of mounted 'spec["volumes"][0]["image"]["reference"] and [list(spec["volumes"][0]), all["a"]["volumeMounts"]]')" "[['name', 'image'], [{'name': 'landlock-preload', 'readOnly': True, 'mountPath': '/run/landlock'}]]"
is 'a $ of a policy is doubled, as Kubernetes halves it' "$(of dollars 'e("a", "LANDLOCK_POLICY")[0]')" "$(printf %s '{"variable": ["$$$${a}", "$$(PATH)"]}')"

refuses 'a policy that is not there is refused' typo 'landlock.example/policy is "typo", and the ConfigMap landlock-policies has no typo.json'
refuses 'an empty name, too' nameless 'landlock.example/policy is "", and the ConfigMap landlock-policies has no .json'
refuses 'LD_PRELOAD by valueFrom is refused' secret 'LD_PRELOAD by valueFrom cannot be kept behind liblandlock_preload.so; write its value'
refuses 'in init containers, too' init-secret 'LD_PRELOAD by valueFrom *'
for i in "${!below[@]}"; do refuses "a mount at ${below[i]} is refused" "below-$i" 'nothing may be mounted below /run/landlock, *'; done
is 'mounts elsewhere are not' "$(of beside 'len(all["a"]["volumeMounts"])')" 4

is 'an ephemeral container is confined' "$(of ephemeral '[e("f", "LD_PRELOAD"), all["f"]["volumeMounts"][1]["mountPath"]]')" "[['$library /x.so'], '/run/landlock']"
is 'by the policy' "$(of ephemeral 'e("f", "LANDLOCK_POLICY")[0]')" "$demo"
is 'those that are there, which nobody may change, are not' "$(of ephemeral '[e("e", "LD_PRELOAD"), e("e", "LANDLOCK_POLICY"), e("a", "LD_PRELOAD")]')" "[[], ['old'], []]"
kept='a pod keeps the landlock.example/policy that it was created with'
refuses 'nor can a request for one leave the policy out' ephemeral-shed "$kept"
refuses 'a pod does not lose its policy later' shed "$kept"
refuses 'nor gets another' swapped "$kept"
refuses 'nor pretends to have one' late "$kept"
check 'other updates pass' test -f cases/label.json
required='every pod of this namespace has to ask for a policy by the annotation landlock.example/policy'
refuses 'where it is required, a pod that does not ask is refused' bare "$required" landlock-required
refuses 'and an ephemeral container of such a pod' bare-ephemeral "$required" landlock-required
is 'one that asks is confined' "$(of asking 'e("a", "LD_PRELOAD")')" "['$library']"

# The second policy by itself, as if the first were gone, or somebody had changed the pods after it: it is for `plain` alone here.
sed "0,/'landlock.example\/policy' in object.*{})/s//object.metadata.name == 'plain'/" "$example/admission.yaml" >alone.yaml
mkdir alone
cp cases/{plain,full,twice,from,mounted,ephemeral}.yaml alone/
# as_made NAME [FROM TO]: the finished pod of `full`, with one thing changed.
as_made() { sed "s|\"name\":\"full\"|\"name\":\"$1\"|; s|${2-^}|${3-}|" cases/full.json >"alone/$1.yaml"; }
as_made good
as_made no-library '"LD_PRELOAD","value":"[^"]*"' '"LD_PRELOAD","value":"/x.so"'
as_made other-library '\$LIB/liblandlock_preload.so' '&.d/x.so'
as_made no-policy '"LANDLOCK_POLICY","value":"' '&{} '
as_made second '{"name":"B","value":"b"}' '&,{"name":"LD_PRELOAD"}'
as_made second-policy '{"name":"B","value":"b"}' '&,{"name":"LANDLOCK_POLICY"}'
as_made other-image 'registry.example/' 'other.example/'
as_made no-mount '{"name":"landlock-preload","readOnly":true,"mountPath":"/run/landlock"}' '{"name":"data","mountPath":"/run/landlock"}'
as_made part '"mountPath":"/run/landlock"' '&,"subPath":"x"'
as_made part-by-name '"mountPath":"/run/landlock"' '&,"subPathExpr":"x"'
admit alone alone.yaml
is 'the second policy alone decides' "$status" 0
mv alone/* cases/
check 'it takes what the first makes' test -f cases/good.json
not_started='a container is not started by liblandlock_preload.so and its policy, though the pod asks for that'
for name in twice from ephemeral no-library other-library no-policy second second-policy; do refuses "it refuses: $name" $name "$not_started"; done
for name in other-image no-mount part part-by-name; do refuses "it refuses: $name" $name 'a container does not have the image of liblandlock_preload.so in /run/landlock'; done

# The image, by the command of the manual.
run "$tests/../src/packaging/make_tree" tree "$LANDLOCK_POLICY_TOOL" "$lib" "$musl_library"
is 'a tree' "$status $err" '0 '
cp "$example/Containerfile" .
read -ra build < <(sed -n 's/^\.Dl \$ podman \(build .*\)/\1/p' "$tests/../src/share/man/landlock-preload-containers.7")
run podman "${build[@]/#DIRECTORY/tree}"
is 'the image is built' "$status" 0
is 'and has the tree' "$(diff -r tree "$(podman image mount registry.example/landlock-preload:2)" 2>&1)" ''

# The containers of the pod, as Kubernetes starts them, with its reading of $ in values and commands. Not as a pod, for
# which podman needs a cgroup; and this podman knows no volumes of images: the directory of the image stands for it.
image glibc /bin/bash /bin/cat /usr/bin/env
image static
cp /bin/busybox static/bin/cat
musl_image
import_images glibc static musl
cat >containers.py <<'END'
import json, re, shlex, sys
spec = json.load(open("cases/run.json"))["spec"]
for c in spec["initContainers"] + spec["containers"]:
    values, words = {}, []
    def read(text): return re.sub(r"\$(?:\$|\((\w+)\))", lambda m: "$" if m[0] == "$$" else values.get(m[1], m[0]), text)
    if sys.argv[1:]:
        for v in c["env"]: values[v["name"]] = read(v["value"])
        for m in c["volumeMounts"]: words += ["-v", f"{sys.argv[1]}:{m['mountPath']}:ro"]
    for item in values.items(): words += ["-e", "=".join(item)]
    command = [read(word) for word in c["command"]]
    print(c["name"], shlex.join([*words, "--entrypoint", command[0], c["image"], *command[1:]]))
END
# podman_runs [DIRECTORY]: the containers, with what they were given and this as the image, or without; each says its part.
podman_runs() {
	local container arguments
	/usr/bin/python3 containers.py "$@" >containers
	while read -r container arguments; do
		eval "run podman run --rm $arguments"
		said[$container]=$out$err
	done <containers
}
declare -A said
podman_runs "$(podman image mount registry.example/landlock-preload:2)"
for container in before glibc musl unset launched; do
	like "$container: confined, and reported" "${said[$container]}" "allowed*\"label\":\"free/$container\"*secret*Permission denied*"
done
is 'a static program is free, silently, if the launcher does not start it' "${said[static]}" $'allowed\nsecret'
podman_runs
for container in before glibc musl unset static; do is "$container: not without us" "${said[$container]}" $'allowed\nsecret'; done
finish
