"""Tests of the package against the built command line: python3 -m unittest discover python/tests"""

import os
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python"))
os.environ.setdefault("SEXTANT", f"node {ROOT / 'dist' / 'sextant.js'}")

import sextant


class Commands(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.out = Path(self.folder.name)

    def test_run_gives_what_the_program_left(self) -> None:
        run = sextant.run(ROOT / "firmware" / "blink.s")
        self.assertEqual(run["firmware"]["results"], [1])

    def test_an_error_is_the_line_of_the_command_and_its_exit_code(self) -> None:
        with self.assertRaises(sextant.SextantError) as caught:
            sextant.run(self.out / "missing.s")
        self.assertEqual(caught.exception.exit_code, 4)
        self.assertIn("missing.s", str(caught.exception))

    def test_training_leaves_tables(self) -> None:
        training = sextant.train(epochs=1, samples=2, output=self.out / "cues")
        table = training.table("samples.csv")
        self.assertEqual(table.rows, 4)
        self.assertEqual(table["phase"], ["train", "train", "test", "test"])
        self.assertTrue(all(isinstance(cycles, int) for cycles in table["cycles"]))

    def test_a_sweep_is_in_order(self) -> None:
        rows = sextant.sweep(
            lambda seed, samples: sextant.train(epochs=1, seed=seed, samples=samples),
            seed=[1, 2],
            samples=[1],
        )
        self.assertEqual([(row["seed"], row["samples"]) for row in rows], [(1, 1), (2, 1)])
        self.assertNotEqual(rows[0]["result"]["activity"], rows[1]["result"]["activity"])

    def test_a_network_comes_and_goes(self) -> None:
        data, net, nir_file = self.out / "random.csv", self.out / "net", self.out / "chip.nir"
        sextant.call("data", "random", data, "--inputs", 12, "--steps", 20, "--samples", 2)
        imported = sextant.import_network(
            ROOT / "firmware" / "examples" / "recurrent.nir", net, dt="1ms", reset="subtract-late"
        )
        self.assertEqual(imported["sizes"], {"inputs": 12, "neurons": 32, "outputs": 4})
        answers = sextant.infer(net, data, neurobench=True)
        self.assertEqual(answers["neurobench"]["SynapticOperations"]["Effective_MACs"], 0)
        sextant.export_network(net, nir_file)
        try:
            import nir
        except ImportError:
            self.skipTest("the nir package is missing: pip install nir")
        graph = nir.read(nir_file)
        self.assertEqual(graph.nodes["fc_rec"].weight.shape, (32, 32))
        self.assertEqual(sorted(type(node).__name__ for node in graph.nodes.values())[:2], ["Input", "LI"])

    def test_arrays_and_frames(self) -> None:
        file = self.out / "t.csv"
        file.write_text("# remark\na,b\n1,x\n2.5,y\n")
        table = sextant.read_table(file)
        self.assertEqual(dict(table), {"a": [1, 2.5], "b": ["x", "y"]})
        try:
            import numpy
        except ImportError:
            self.skipTest("numpy is missing: pip install numpy")
        self.assertEqual(table.array("a").tolist(), [1, 2.5])
        self.assertEqual(table.array("a").dtype, numpy.float64)


if __name__ == "__main__":
    unittest.main()
